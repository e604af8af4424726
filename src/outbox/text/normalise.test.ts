import { expect, it } from 'vitest';
import { oneLine, sentencesApart, withoutInvisibles, withoutZalgo } from './normalise.ts';

it('emoji of several parts stay whole', () => {
  for (const emoji of ['👨‍👩‍👧‍👦', '🏳️‍🌈', '❤️‍🔥', '👍🏽', '🤷🏿‍♀️', '1️⃣', '❤️', '🇫🇷', '©️']) {
    expect(withoutInvisibles(`a ${emoji} b`)).toBe(`a ${emoji} b`);
  }
});

it('an emoji written without its selectors gets them', () => {
  expect(withoutInvisibles('🤷‍♂ 1⃣')).toBe('🤷‍♂️ 1️⃣');
});

it('what nobody sees is taken out, joiners between words and tags on flags too', () => {
  const hidden = ['\u200b', '\u200d', '\ufe0f', '\u00ad', '\u202e', '\u2066', '\u061c', '\ufeff', '\u3164', '\u2800'];
  for (const c of [...hidden, '\u{e0041}', '\u{e0100}', '\u034f', '\u115f', '\u2063', '\ufffd', '\ud800']) {
    expect(withoutInvisibles(`${c}a${c}b${c}`), c.codePointAt(0)?.toString(16)).toBe('ab');
  }
  expect(withoutInvisibles('🏴\u{e0067}\u{e0062}\u{e007f}')).toBe('🏴');
  expect(withoutInvisibles('😀\ufe0f😀\u200d😀\u200d')).toBe('😀😀😀');
});

it('breaks and controls become spaces, and spaces become one', () => {
  expect(oneLine('  a\r\nb\0c\t\td\u2028e\u00a0 f\x01 ')).toBe('a b c d e f');
  expect(oneLine('e\u0301')).toBe('é');
});

it('piled marks go, and the marks that a script needs stay', () => {
  expect(withoutZalgo('h̷̢̛̭e̸̎̈l̵͝l̶̛o')).toBe('h̷e̸l̵l̶o');
  expect(withoutZalgo('\u0301a \u0301\u0302b')).toBe('a b');
  // At most two on one letter, whoever writes them: enclosing ones, and those of a composed letter, count as well.
  expect(withoutZalgo('e\u20dd\u0489\u0489\u0489')).toBe('e\u20dd');
  expect(withoutZalgo('ế\u0323\u0308')).toBe('ế');
  expect(withoutZalgo('\u0e01\u0e49\u0e49\u0e49\u0e49')).toBe('\u0e01\u0e49\u0e49');
  for (const text of ['नमस्ते दुनिया', 'สวัสดีครับ', 'مُحَمَّدٌ', 'Tiếng Việt', 'שָׁלוֹם', '1️⃣']) {
    const composed = oneLine(text);
    expect(withoutZalgo(composed)).toBe(composed);
  }
});

it('two sentences without a space between them are read as two', () => {
  expect(sentencesApart("C'est fini.Bonne nuit !À demain")).toBe("C'est fini. Bonne nuit !À demain");
  expect(sentencesApart('Node.js, v1.2.3, U.S.A.')).toBe('Node.js, v1.2.3, U.S.A.');
});
