import { describe, expect, test } from 'vitest';
import type { Past } from '../../domain/llm.ts';
import type { Language } from '../../domain/settings.ts';
import { createRouter } from '../../knowledge/router.ts';
import { resolveReference } from './reference.ts';

const route = createRouter();
const said = (...questions: string[]): Past => ({
  summary: null,
  exchanges: questions.map((question) => ({ question, answer: '...' })),
});

function resolved(line: string, past: Past, language: Language = 'fr') {
  const found = resolveReference(route, line, route(line, language), past, language);
  return found && `${found.routed.route} ${found.routed.aspect}: ${found.routed.subject}`;
}

describe('a line about what was asked before', () => {
  test.each([
    ['et elle est née où ?', ['qui est marie curie ?'], 'wikipedia where: Marie Curie'],
    ['quel âge a-t-il ?', ['c’est qui zidane'], 'wikipedia when: Zinédine Zidane'],
    ['elle est morte quand', ['qui est marie curie ?', 'et elle est née où ?'], 'wikipedia when: Marie Curie'],
    ['il mesure combien ?', ['parle moi de lebron james'], 'wikipedia howmany: LeBron James'],
    ['et hades 2 ?', ['quand est sorti hades ?'], 'igdb release: Hades II'],
    ['et celeste ?', ['qui a développé hades ?'], 'igdb studio: Celeste'],
    ['et le deuxième ?', ['quand est sorti hades ?'], 'igdb release: Hades II'],
    [
      "et sur quelle console à l'origine ?",
      ['chrono trigger est sorti en quelle année ?'],
      'igdb platforms: Chrono Trigger',
    ],
    ['elle a combien de lunes ?', ["c'est quoi jupiter"], 'wikipedia howmany: jupiter'],
    ['et le deuxième il est sorti quand ?', ["c'est quoi hades"], 'igdb release: Hades II'],
    [
      'et le deuxième ?',
      ['The Secret of Monkey Island: release year?'],
      "igdb release: Monkey Island 2: LeChuck's Revenge",
    ],
    ["qui l'a fait ?", ['quand est sorti hades'], 'igdb studio: Hades'],
    ["combien d'habitants", ['capitale du japon'], 'wikipedia howmany: japon'],
    ["et combien d'habitants ?", ['capitale du japon'], 'wikipedia howmany: japon'],
    ["et le maire c'est qui ?", ["combien d'habitants a lyon"], 'wikipedia who: lyon'],
    ["pis y'est mort en quelle année ?", ['qui est victor hugo'], 'wikipedia when: Victor Hugo'],
    ["y'a combien de tomes en tout", ['qui est l’auteur de naruto'], 'wikipedia howmany: naruto'],
    ['et sur ps4 aussi ou que ps5', ['elden ring est sorti quand'], 'igdb platforms: Elden Ring'],
    ['Merci bien. Est-ce un jeu pour ordinateur ?', ['quand est sorti hades'], 'igdb platforms: Hades'],
    ['et celle du japon ?', ["c'est quoi la capitale de l'italie"], 'wikipedia what: japon'],
    ['et la première ascension c’était quand', ['altitude du cervin'], 'wikipedia when: cervin'],
    ['leur monnaie c koi', ['où est tachkent'], 'wikipedia what: tachkent'],
    ['qui la découvert', ['c koi le plutonium'], 'wikipedia who: plutonium'],
    ['et de quoi', ['quand est mort jacques brel'], 'wikipedia what: Jacques Brel'],
    ['fait par ki', ['inscryption c quel genre'], 'igdb studio: Inscryption'],
    ['il est sur switch aussi ?', ['undertale est sorti quand'], 'igdb platforms: Undertale'],
    ['le batteur il s’appelle comment', ['c’est quoi metallica'], 'wikipedia who: metallica'],
    ['ça se soigne avec quoi', ['c’est quoi le diabète'], 'wikipedia what: diabète'],
    ['c sur switch aussi ?', ['qui a dev hollow knight'], 'igdb platforms: Hollow Knight'],
    ['sorti quelle année ?', ['le voyage de chihiro c de qui'], 'wikipedia release: le voyage de chihiro'],
    ['et on peut y jouer a deux ?', ['stardew valley c’est quoi comme genre'], 'igdb about: Stardew Valley'],
  ])('"%s"', (line, past, expected) => {
    expect(resolved(line, said(...past))).toBe(expected);
  });

  test.each([
    ['and when did he die?', ['who was david bowie'], 'wikipedia when: David Bowie'],
    ['what about portal 2', ['who made half-life 2'], 'igdb studio: Portal 2'],
    ['and is part two out yet?', ['is dragons dogma out'], "igdb release: Dragon's Dogma 2"],
    ['when was that?', ['who made lemmings on the amiga'], 'igdb release: Lemmings'],
    ['who made it', ['what is hades', 'what about the second one?'], 'igdb studio: Hades II'],
    ['thx!! when did it come out', ['who made hades'], 'igdb release: Hades'],
    ['what genre would you call it', ['when did hades come out'], 'igdb genre: Hades'],
    ['how old is she', ['who is taylor swift'], 'wikipedia when: Taylor Swift'],
    ['who did the music for it', ['who made hades'], 'igdb studio: Hades'],
    ['which team does he ride for', ['how old is pogacar'], 'wikipedia who: Tadej Pogacar'],
  ])('"%s"', (line, past, expected) => {
    expect(resolved(line, said(...past), 'en')).toBe(expected);
  });

  test.each([
    ['quand est sorti celeste ?', ['qui a fait hades']],
    ['et toi ça va ?', ['qui est marie curie ?']],
    ['la tour eiffel est haute de combien ?', ['altitude du cervin']],
    ['il est trop fort ce boss', ['qui est marie curie ?']],
    ['elle est née où ?', []],
    ['et tu penses quoi de dark souls ?', ['qui a fait hades']],
    ['le phare d’ar men il a été allumé en quelle année stp', ['qui a fait hades']],
    ['le dieu egyptien avec la tete de chacal son nom ?', ['qui a fait hades']],
  ])('"%s" stands on its own', (line, past) => {
    expect(resolved(line, said(...past))).toBeNull();
  });

  test.each([
    ['dolly parton what year was she born', ['what is a sourdough made with']],
    ['gordon ramsey, how many michelin stars has he got', ['is there a ratatouille video game']],
    ['that smelly bird from the amazon with claws on its wings as a chick, whats it called', ['symbol for tungsten']],
  ])('"%s" stands on its own, whatever pronoun it has', (line, past) => {
    expect(resolved(line, said(...past), 'en')).toBeNull();
  });
});

test('what was answered from is what a follow-up is about, whatever the question called it', () => {
  const past = (question: string, source: 'igdb' | 'wikipedia', title: string): Past => ({
    summary: null,
    exchanges: [{ question, answer: '...', about: { source, title } }],
  });
  const film = past('the korean movie with the poor family in the basement', 'wikipedia', 'Parasite (2019 film)');
  expect(resolved('who directed that', film, 'en')).toBe('wikipedia who: Parasite');
  const whole = resolveReference(route, 'who directed that', route('who directed that', 'en'), film, 'en');
  expect(whole?.routed.candidates).toEqual(['Parasite (2019 film)']);
  const game = past('whats that game where you clean dirt off stuff', 'igdb', 'PowerWash Simulator');
  expect(resolved('who published it', game, 'en')).toBe('igdb studio: PowerWash Simulator');
});
