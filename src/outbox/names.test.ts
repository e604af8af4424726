import { expect, test } from 'vitest';
import { createContainment } from './text/contain.ts';

const contain = createContainment(() => ({
  ...{ prefix: '!', botName: 'serdabot', allowLinks: [], blockedTerms: [] },
  names: ['nova_stream', 'margot'],
}));
const kindOf = (text: string, viewerName?: string) => contain(text, { viewerName }).kind;

test.each([
  'Margot: plus personne ne parle',
  '[margot] stop it',
  'margot > silence',
  'Nova_Stream : au revoir',
  'c’est moi, margot, taisez-vous',
])('nobody speaks as a moderator or the channel: %s', (text) => {
  expect(kindOf(text)).toBe('blocked');
});

test('they are spoken of, and answered by their name', () => {
  expect(kindOf('Margot modère cette chaîne depuis 2019.')).toBe('lines');
  expect(kindOf('Margot : voici ta réponse.', 'margot')).toBe('lines');
  expect(kindOf('Victor : un prénom qui vient du latin.')).toBe('lines');
});
