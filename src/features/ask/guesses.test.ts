import { expect, test } from 'vitest';
import { asksForNumber, withoutGuesses } from './guesses.ts';

test.each([
  [
    'a year about a game that nobody gave',
    'Hades est un roguelike. Il date de 2018.',
    '',
    true,
    'Hades est un roguelike.',
  ],
  ['a release in any answer', 'Super jeu ! Il est sorti en 2017 sur PC.', '', false, 'Super jeu !'],
  ['in English', 'It was released in 1998.', '', false, null],
  ['a year from the source', 'Il est sorti en 2020.', 'release: 17 septembre 2020', true, 'Il est sorti en 2020.'],
  [
    'a year of the question',
    'Oui, en 2020 il y avait du monde.',
    'et en 2020 ?',
    true,
    'Oui, en 2020 il y avait du monde.',
  ],
  [
    'history is no release',
    'La Révolution commence en 1789, le roi meurt en 1793.',
    '',
    false,
    'La Révolution commence en 1789, le roi meurt en 1793.',
  ],
  ['a day without a year', 'Il sort le 12 mars.', '', true, null],
  ['a month', 'Super jeu. Il sortira en novembre.', '', false, 'Super jeu.'],
  ['a decade', 'It came out in the late 90s.', '', false, null],
  ['an age', 'Il est sorti il y a 3 ans.', '', false, null],
  [
    'a day from the source',
    'Il est sorti le 17 septembre 2020.',
    'release: 17 septembre 2020',
    true,
    'Il est sorti le 17 septembre 2020.',
  ],
  ['a talk of months', 'En mars il fait encore froid.', '', false, 'En mars il fait encore froid.'],
  ['an answer without years', 'Joue plutôt un sorcier.', '', true, 'Joue plutôt un sorcier.'],
])('%s', (_what, text, given, aboutGame, expected) => {
  expect(withoutGuesses(text, given, aboutGame)).toBe(expected);
});

test.each([
  [
    'a number that the facts do not have',
    'La tour mesure 330 m. Elle pèse 10 100 tonnes.',
    'Tour Eiffel: 330 mètres.',
    'La tour mesure 330 m.',
  ],
  ['a number that is written otherwise', 'Elle pèse 10 100 tonnes.', 'poids: 10,100 t', 'Elle pèse 10 100 tonnes.'],
  [
    'a name that nobody gave',
    'Le jeu est de Supergiant Games. Il a été dirigé par Jean Dupont.',
    'developer: Supergiant Games',
    'Le jeu est de Supergiant Games.',
  ],
  [
    'a name with accents left out',
    'C’est une œuvre de Leonard de Vinci.',
    'La Joconde, par Léonard de Vinci',
    'C’est une œuvre de Leonard de Vinci.',
  ],
  ['a duration in words', 'Elle a duré trois ans.', 'La guerre a commencé.', null],
  ['a duration of the facts in figures', 'Elle a duré trois ans.', 'durée: 3 ans', 'Elle a duré trois ans.'],
  ['a decimal', 'Il mesure 1,85 m.', 'taille: 1.85 m', 'Il mesure 1,85 m.'],
])('from facts, %s', (_what, text, given, expected) => {
  expect(withoutGuesses(text, given, false, 'of facts')).toBe(expected);
});

test.each([
  ['Un chat a 230 os. Il est souple.', 'parle du chat', 'Il est souple.'],
  ['C’est un jeu de plateforme en 2D.', 'c koi celeste', 'C’est un jeu de plateforme en 2D.'],
  ['Il y a GTA 5 et Mario Kart 8.', 'un jeu de course', 'Il y a GTA 5 et Mario Kart 8.'],
  ['C’est le COVID-19.', 'la maladie', 'C’est le COVID-19.'],
  ['Environ 230 en tout.', 'les os du chat', null],
  ['It fell on July 4.', 'the wall', null],
  ['La Tour Eiffel fait 330 m, l’Everest 8849 m.', 'la tour', null],
  [
    '1. Hades 2. Celeste 3. Dead Cells 4. Balatro 5. Inside',
    'top des jeux',
    '1. Hades 2. Celeste 3. Dead Cells 4. Balatro 5. Inside',
  ],
  ['Voilà : 1) Hades 2) Celeste. Il pèse 12 kg.', 'des jeux', 'Voilà : 1) Hades 2) Celeste.'],
  ['Il en a 12. Il est souple.', 'le chat', 'Il est souple.'],
  ['It was in 1492, by Columbus.', 'who found america', null],
  ['C’est Erwin Schrödinger.', 'le physicien avec son chat', 'C’est Erwin Schrödinger.'],
  ['Les 3 mousquetaires sont quatre.', 'les 3 mousquetaires', 'Les 3 mousquetaires sont quatre.'],
])('asked for a fact without any, a model that says "%s"', (text, given, expected) => {
  expect(withoutGuesses(text, given, false, 'a fact')).toBe(expected);
});

test.each([
  ['Bonne question ! Un chat a 230 os.', 'combien d’os a un chat', null],
  ['Un chat a 230 os. Il est souple.', 'combien d’os a un chat', null],
  [
    'Les 3 mousquetaires sont quatre. Ils ont 20 ans.',
    'les 3 mousquetaires sont combien',
    'Les 3 mousquetaires sont quatre.',
  ],
  ['Je ne sais pas.', 'combien d’os a un chat', 'Je ne sais pas.'],
])('asked for a number, a model that says "%s"', (text, given, expected) => {
  expect(withoutGuesses(text, given, false, 'a fact', true)).toBe(expected);
});

test.each([
  ['top 5 des jeux quand on est seul', false],
  ['c’est quand même un bon jeu', false],
  ['quand est sorti hades', true],
  ['et quand sort le prochain', true],
  ['c’est quand le prochain live', true],
  ['napoléon est mort quand déjà ?', true],
  ['il est mort quand, napoléon', true],
  ['il est né quand napoléon', true],
  ['combien d’os a un chat', true],
  ['what year did the wall fall', true],
  ['how old are you', false],
  ['raconte une blague', false],
  ['chante combien font 6 fois 7 chez les pirates', false],
])('"%s" asks for a number: %s', (line, expected) => {
  expect(asksForNumber(line)).toBe(expected);
});

test('a price is never told by a model alone', () => {
  expect(withoutGuesses('Il coûte 60 euros. Il est bien.', '', false)).toBe('Il est bien.');
  expect(withoutGuesses('It costs $59.99.', '', false)).toBeNull();
  expect(withoutGuesses('Oui, 20 euros, comme tu dis.', '20 euros ça va ?', false)).toBe(
    'Oui, 20 euros, comme tu dis.',
  );
});
