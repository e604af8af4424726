import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { lookup, noSignal, openNothing, phrasesIn } from '../../../test/support/knowledge.ts';
import type { Aspect } from '../../domain/knowledge.ts';
import type { Language } from '../../domain/settings.ts';
import { systemClock } from '../../lib/clock.ts';
import { createSandboxWikipedia, type SandboxWikipedia } from '../../sandbox/wikipedia.ts';
import { createFetchJson } from '../fetch-json.ts';
import { createAsk } from '../source.ts';
import { createSourceQueue } from '../source-queue.ts';
import { createWikidata } from './wikidata.ts';
import { createWikipedia } from './wikipedia.ts';

let sandbox: SandboxWikipedia;
beforeAll(async () => {
  sandbox = await createSandboxWikipedia({ perMinute: 1_000 });
});
afterEach(() => sandbox.fault(null));
afterAll(() => sandbox.stop());

const options = { freshMs: 1, staleMs: 1, nothingMs: 1, maxBytes: 1 };
const clock = { ...systemClock, wall: () => Date.UTC(2026, 10, 21) };

async function ask(question: string, subject: string, aspect: Aspect, language: Language = 'fr') {
  const parts = {
    ask: createAsk({
      name: 'Wikipedia',
      line: createSourceQueue({ perSecond: () => 1_000, maxOpen: 3, maxWaiting: 20, clock: systemClock }),
      fetchJson: createFetchJson({ clock: systemClock, deadlineMs: 10_000 }),
    }),
    userAgent: () => 'SerdaBot/1.0 (https://www.twitch.tv/serdabot; me@example.com)',
    clock,
    say: await phrasesIn(language),
  };
  const wikidata = createWikidata({
    ...parts,
    fresh: openNothing('wikidata', options),
    baseUrl: () => sandbox.wikidataUrl,
  });
  const look = createWikipedia({
    ...parts,
    wikidata,
    fresh: openNothing('wikipedia', options),
    baseUrl: () => sandbox.baseUrl,
  });
  const found = await look({ ...lookup(subject, aspect, language), question }, noSignal());
  return found.kind === 'fact' ? found.fact : null;
}

test.each([
  ['quand est née marie curie', 'marie curie', 'when', 'Marie Curie : naissance le 7 novembre 1867. (Wikidata)'],
  [
    'elle est morte quand marie curie',
    'marie curie',
    'when',
    'Marie Curie : décès le 4 juillet 1934, à 66 ans. (Wikidata)',
  ],
  ['marie curie elle vient d ou', 'marie curie', 'where', 'Marie Curie : lieu de naissance, Varsovie. (Wikidata)'],
  ['quel âge a zidane', 'zinédine zidane', 'when', 'Zinédine Zidane a 54 ans (naissance le 23 juin 1972). (Wikipédia)'],
  ['jules césar est mort quand', 'Jules César', 'when', /44 av\. J\.-C\./],
  ["combien d'habitants au japon", 'japon', 'howmany', 'Japon : 123 800 000 habitants. (Wikidata)'],
  ['capitale de l’australie', 'australie', 'what', 'Australie : la capitale est Canberra. (Wikipédia)'],
  ['hauteur du burj khalifa', 'burj khalifa', 'howmany', 'Burj Khalifa : 828 m de haut. (Wikidata)'],
  [
    'quand a commencé la révolution française',
    'révolution française',
    'when',
    'Révolution française : début en 1789. (Wikidata)',
  ],
  ['nintendo créé quand', 'nintendo', 'when', 'Nintendo : depuis 1889. (Wikidata)'],
] as const)('%s: the exact value, said by code', async (question, subject, aspect, line) => {
  const said = (await ask(question, subject, aspect))?.line.replace(/[\u202f\u00a0]/g, ' ');
  if (typeof line === 'string') expect(said).toBe(line);
  else expect(said).toMatch(line);
});

test('in English too, and where no exact value is known or asked the article is told', async () => {
  expect((await ask('how old was bowie when he died', 'david bowie', 'when', 'en'))?.line).toBe(
    'David Bowie: died on January 10, 2016, aged 69. (Wikipedia)',
  );
  expect(await ask('how old is the louvre', 'louvre', 'when', 'en')).toMatchObject({ source: 'wikipedia' });
  expect(await ask('who is david bowie', 'david bowie', 'who', 'en')).toMatchObject({ source: 'wikipedia' });
});

test('where Wikidata fails, the article is told', async () => {
  const before = sandbox.count;
  sandbox.script([null, { status: 200, body: { error: { code: 'x' } } }]);
  expect(await ask('quand est née marie curie', 'marie curie', 'when')).toMatchObject({
    source: 'wikipedia',
    title: 'Marie Curie',
  });
  expect(sandbox.count - before).toBe(2);
});

test('nothing about the requests offends the service', () => {
  expect(sandbox.breaches).toEqual([]);
});
