import { describe, expect, test } from 'vitest';
import { createAnswerer } from './answerer.ts';

const answer = createAnswerer((_, subject) =>
  subject === 'trou noir' ? 'Un trou noir retient même la lumière.' : null,
);
const ask = (...turns: string[]) =>
  answer(turns.map((content, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', content })));

describe('the stand-in for a model', () => {
  test.each([
    ['salut', /Salut|Bonjour|Coucou/],
    ['Hello!', /^(Hi|Hello|Hey)/],
    ['ça va ?', /Et toi|ton côté/],
    ['how are you?', /you\b|And you/i],
    ['merci beaucoup', /plaisir|De rien|Pas de quoi/],
    ['thanks!', /welcome|Any time|pleasure/],
    ['raconte une blague', /./],
    ['combien font 12 x 12 ?', /144/],
    ['what is 15% of 80?', /\b12\b/],
    ['7 fois 8', /56/],
    ['(2+3)*4', /20/],
    ['tu préfères le thé ou le café ?', /le (thé|café)/],
    ['quel est le score 3-2 ?', /score 3-2/],
    ['comment on observe un trou noir ?', /Ce que j’en sais : Un trou noir/],
    ['1/3 = ?', /0,3333|0\.3333/],
    ['racine carrée de 144', /12/],
    ['2 puissance', /doublure|remplaçant/],
    ['combien font 5 / 0 ?', /zéro/],
    ["c'est quoi un trou noir ?", /lumière/],
    ['quelle est la capitale du Japon ?', /Tokyo/],
    ["What's the capital of France?", /Paris/],
    ['qui es-tu ?', /doublure|remplaçant/i],
    ['who are you', /stand-in|understudy/i],
    ['', /question/i],
    ['est-ce que tu aimes Zelda ?', /./],
  ])('%s', (question, expected) => {
    expect(ask(question)).toMatch(expected);
  });

  test('says the same to the same question, and another joke the second time', () => {
    expect(ask('une blague !')).toBe(ask('une blague !'));
    expect(ask('une blague !', ask('une blague !'), 'une blague !')).not.toBe(ask('une blague !'));
  });

  test('remembers a name that was said earlier, and only then', () => {
    expect(ask("je m'appelle Zoé", 'Enchanté', 'comment je m’appelle ?')).toContain('Zoé');
    expect(ask('my name is Max', 'hi', 'do you remember my name?')).toContain('Max');
    expect(ask('comment je m’appelle ?')).toMatch(/pas encore/);
    expect(ask("je m'appelle Zoé", 'Enchanté', 'salut')).toMatch(/Zoé/);
  });

  test('remembers other things that were said of the viewer', () => {
    expect(ask('mon chat est roux', 'noté', "c'est quoi mon chat ?")).toContain('ton chat est roux');
    expect(ask('my dog is called Rex', 'ok', 'what is my dog?')).toContain('your dog is called Rex');
  });

  test('looks one message back', () => {
    expect(ask('parlons de volcans', 'ok', 'de quoi on parlait ?')).toContain('volcans');
  });

  test('follows the language of the house when the question has none', () => {
    const inLanguage = (system: string) =>
      answer([
        { role: 'system', content: system },
        { role: 'user', content: 'zxqv' },
      ]);
    expect(inLanguage('Réponds en français.')).toMatch(/bac à sable/);
    expect(inLanguage('Answer in English.')).toMatch(/sandbox/);
  });

  test('is honest about what it does not know and names the subject', () => {
    expect(ask('pourquoi les licornes boudent le mardi ?')).toMatch(/licornes.*|bac à sable/);
    expect(ask('why do unicorns sulk on tuesdays?')).toContain('unicorns');
  });

  test('never answers with more than a chat line', () => {
    expect(ask(`explique ${'très '.repeat(2000)} long`).length).toBeLessThan(450);
  });
});
