import { expect, test } from 'vitest';
import { describedIn, isAskedKind, isDescribed, rarestOf, withoutRarest } from './described.ts';
import { askedOfAnotherPlace } from './live-again.ts';
import { isOfTheLast, isOfTheLastAnyway } from './of-the-last.ts';

test.each([
  'how many floors',
  'et la profondeur max ?',
  'c t dans quel stade',
  "c'est qui l'éditeur",
  'whos the dev',
  'n the remake?',
  'what rock type tho, sandstone?',
  'whats the album right after that one',
  'y a eu un portage gamecube ?',
  'wasnt there a sequel on xbox',
  'n where is the show made',
  'en quelle année du coup',
  'what was the score in the final',
  'how many series were there',
  'et on peut y jouer à deux ?',
  'whos the drummer in them then',
  'and whos the main actor',
  'dispo sur pc ou pas',
])('"%s" asks of what was asked about before', (line) => {
  expect(isOfTheLast(line)).toBe(true);
});

test.each([
  'how many moons does jupiter have',
  "c'est quoi la photosynthèse",
  'what is my rank',
  'how many people are we',
  'quand est sorti hades',
  'le meilleur jeu du monde',
])('"%s" does not', (line) => {
  expect(isOfTheLast(line)).toBe(false);
});

test('a machine that is named is no other subject', () => {
  expect(isOfTheLastAnyway('y a eu un portage gamecube ?')).toBe(true);
  expect(isOfTheLastAnyway('how many floors')).toBe(false);
});

test('the same live question of another place', () => {
  const past = (question: string) => ({ summary: null, exchanges: [{ question, answer: 'x' }] });
  expect(askedOfAnotherPlace('et à Tokyo ?', past('quelle heure est-il à Lyon'), 'fr')).toBe(
    'quelle heure est-il à Tokyo',
  );
  expect(askedOfAnotherPlace('and in sydney?', past('hows the weather in leeds'), 'en')).toBe('weather in sydney');
  expect(askedOfAnotherPlace('et demain ?', past("quel temps à Lyon aujourd'hui"), 'fr')).toBe(
    'quel temps à Lyon demain',
  );
  expect(askedOfAnotherPlace('et a zurich ?', past('il fait cb de degres a lille la'), 'fr')).toBe('météo à zurich');
  expect(askedOfAnotherPlace('et demain ?', past('quelle heure est-il à Lyon'), 'fr')).toBeNull();
  expect(askedOfAnotherPlace('and in sydney?', past('who is bowie'), 'en')).toBeNull();
  expect(askedOfAnotherPlace('and in sydney?', { summary: null, exchanges: [] }, 'en')).toBeNull();
});

test('what is described is known by most of its words, and what has one of them is another page', () => {
  expect(describedIn('la deesse de la chasse chez les grecs c ki')).toBe('deesse chasse grecs');
  const words = describedIn('the norse god w the hammer, forgot his name');
  expect(words).toBe('norse god hammer');
  const page = (grounding: string) =>
    ({ source: 'wikipedia', title: 'X', line: '', grounding, url: null, direct: true }) as const;
  expect(isDescribed(words!, page('Thor: a Norse god who wields a hammer.'))).toBe(true);
  expect(isDescribed(words!, page('Hammer: a tool.'))).toBe(false);
  expect(describedIn("l'animal avec un bec de canard qui pond des oeufs, le nom svp")).toBe(
    'animal bec canard pond oeufs',
  );
  for (const line of [
    'quand est sorti hades',
    'what is a hammer',
    'what is the capital of france',
    'le film titanic sort quand',
    "comment s'appelle la femelle du sanglier",
    'baby puffin is called a puffling right',
  ])
    expect(describedIn(line), line).toBeNull();
});

test.each([
  ['that indie where ur a goose being a pest in a village', 'goose pest village'],
  ['le jeu du mec dans un chaudron avec un marteau, c ki le dev', 'mec chaudron marteau'],
  ['those stars that spin fast, how do we call that', 'stars spin fast'],
  ['whats that game youre a goose and annoy a village', 'goose annoy village'],
  ['PogChamp norse deity of mischief, name?', 'norse deity mischief'],
  ['norse god of mischief, name?', 'norse god mischief'],
  ['le bouquin où le type se réveille transformé en cafard', 'type réveille transformé cafard'],
  ['whats that movie where leo gets mauled by a bear', 'leo mauled bear'],
  ["le truc où le temps ralentit, ça s'appelle comment", 'temps ralentit'],
])('"%s" is searched for by its rarest words', (line, words) => {
  expect(rarestOf(describedIn(line) ?? '', 4)).toBe(words);
});

test('three of the words are enough in a page of the kind that is asked for', () => {
  const page = (grounding: string) =>
    ({ source: 'wikipedia', title: 'X', line: '', grounding, url: null, direct: true }) as const;
  expect(isAskedKind('the game where you are a goose', page('Goose Game (video game): a game.'))).toBe(true);
  expect(isAskedKind('the game where you are a goose', page('Goose (bird): a bird.'))).toBe(false);
});

test('a description is searched for once more without its rarest word', () => {
  expect(withoutRarest('horrible goose annoy village')).toBe('goose annoy village');
});
