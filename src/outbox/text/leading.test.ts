import { expect, it } from 'vitest';
import { withoutBotPrefix, withoutCommandMark } from './leading.ts';

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

it("another bot's prefix goes only where a word follows it", () => {
  expect(withoutBotPrefix('$gamble all')).toBe('gamble all');
  expect(withoutBotPrefix('?!$x', ['?!', '$'])).toBe('?!$x');
  expect(withoutBotPrefix('$!so x')).toBe('!so x');
  expect(withoutBotPrefix('%song', ['%'])).toBe('song');
  for (const text of ['+10 XP', '-5 °C', '$5', '> citation', '<3', '- un']) expect(withoutBotPrefix(text)).toBe(text);
});
