import { expect, test } from 'vitest';
import { toldIn } from './lead.ts';

test.each([
  ['bornAt', 'fr', 'Zinédine Zidane, né le 23 juin 1972 à Marseille, est un footballeur.', { name: 'Marseille' }],
  [
    'diedAt',
    'fr',
    'Victor Hugo, né en 1802 à Besançon et mort le 22 mai 1885 à Paris, est un poète.',
    { name: 'Paris' },
  ],
  ['bornAt', 'en', 'Ada Byrne (born 3 May 1990 in San Francisco) is a singer.', { name: 'San Francisco' }],
  [
    'founded',
    'fr',
    'Nintendo est une entreprise japonaise fondée par Fusajiro Yamauchi le 23 septembre 1889.',
    { year: 1889, month: 9, day: 23 },
  ],
  ['founded', 'en', 'The tower was completed in March 1889 in Paris.', { year: 1889, month: null }],
  ['released', 'en', 'Inception is a 2010 science fiction action film by Christopher Nolan.', { year: 2010 }],
  ['released', 'fr', 'Titanic est un film américain sorti le 19 décembre 1997.', { year: 1997, month: 12, day: 19 }],
  [
    'began',
    'fr',
    'La Première Guerre mondiale est un conflit mené du 28 juillet 1914 au 11 novembre 1918.',
    { year: 1914, month: 7, day: 28 },
  ],
  ['ended', 'en', 'The war lasted from July 28, 1914 to November 11, 1918.', { year: 1918, month: 11, day: 11 }],
  ['population', 'fr', 'Lyon est une commune qui compte 522 250 habitants.', { amount: 522_250 }],
  ['population', 'en', 'It has a population of 1,234,567.', { amount: 1_234_567 }],
  ['height', 'fr', 'Le mont Blanc culmine à une altitude de 4 805,59 m.', { amount: 4805.59, unit: 'm' }],
  ['height', 'en', 'The tower is 330 metres (1,083 ft) tall.', { amount: 330, unit: 'm' }],
  ['length', 'en', 'The Nile is about 6,650 km (4,130 mi) long.', { amount: 6650, unit: 'km' }],
] as const)('%s is read in a page of %s', (what, lang, extract, told) => {
  expect(toldIn(extract, lang, what)).toMatchObject(told);
});

test('what a page does not say in so many words is left to who knows it', () => {
  expect(toldIn('La France compte 68 millions d’habitants.', 'fr', 'population')).toBeNull();
  expect(toldIn('Rome is a city.', 'en', 'founded')).toBeNull();
  expect(toldIn('The park covers 300 m² of land, 12 m below.', 'en', 'height')).toBeNull();
  expect(toldIn('Caesar was killed in 44 BC.', 'en', 'constructor')).toBeNull();
});
