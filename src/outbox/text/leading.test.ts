import { expect, it } from 'vitest';
import { withoutBotPrefix, withoutCommandMark, withoutOwnPrefix } from './leading.ts';

it('no mark that Twitch or a bot obeys stays in front', () => {
  for (const text of ['/ban x', '. ban x', '\\ban x', '!ban x', './\\! ban x', '／ban x', ' / / ban x']) {
    expect(withoutCommandMark(text)).toBe('ban x');
  }
  expect(withoutCommandMark('@viewer !ban x')).toBe('@viewer ban x');
});

it('the same marks further on are left alone', () => {
  for (const text of ['la commande /me', '«.hack»', 'oui !', '@viewer oui', 'a ... b', '… et puis']) {
    expect(withoutCommandMark(text)).toBe(text);
  }
});

it("another bot's prefix goes, whatever it is, where a word follows it", () => {
  for (const prefix of ['$', '?', '~', '#', '§', '|', '>', '-', '!!', 't!', 'p?', '→', '¤']) {
    expect(withoutBotPrefix(withoutCommandMark(`${prefix}gamble all`)), prefix).toBe('gamble all');
  }
  expect(withoutBotPrefix('Alexa, ouvre la porte')).toBe('ouvre la porte');
  expect(withoutOwnPrefix('%song', '%')).toBe('song');
});

it('play-acting, smileys, numbers and quotations keep their marks', () => {
  for (const text of [
    '+10 XP',
    '-5 °C',
    '$5',
    '> citation',
    '<3',
    '- un',
    '*waves* hello',
    ':) oui',
    '#1 ici',
    '« oui »',
  ]) {
    expect(withoutBotPrefix(text)).toBe(text);
  }
});
