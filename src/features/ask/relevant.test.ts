import { expect, test } from 'vitest';
import { isAbout } from './relevant.ts';

test.each([
  ['tour eiffel', 'Tour Eiffel (tour de fer à Paris): La tour Eiffel est', true],
  ['napoleon', 'Napoléon Ier (empereur des Français): Napoléon Bonaparte', true],
  ['capitale du japon', 'Tokyo (capitale du Japon): Tokyo est', true],
  ['OMS', "Organisation mondiale de la santé: L'Organisation mondiale de la santé (OMS) est", true],
  ['prochain épisode', 'Trou noir (objet astronomique): Un trou noir est une région', false],
  ['東京', '東京都: 日本の首都', true],
])('%s', (subject, grounding, expected) => {
  expect(isAbout(subject, grounding)).toBe(expected);
});
