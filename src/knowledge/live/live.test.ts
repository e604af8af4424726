import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { lookup, noSignal, openNothing, phrasesIn } from '../../../test/support/knowledge.ts';
import type { Language } from '../../domain/settings.ts';
import { systemClock } from '../../lib/clock.ts';
import { createSandboxLive, type SandboxLive } from '../../sandbox/live.ts';
import { createFetchJson } from '../fetch-json.ts';
import { createAsk } from '../source.ts';
import { createSourceQueue } from '../source-queue.ts';
import { createLive } from './live.ts';
import { sumIn, sumOf } from './sum.ts';

let sandbox: SandboxLive;
beforeAll(async () => {
  sandbox = await createSandboxLive();
});
afterEach(() => sandbox.fault(null));
afterAll(() => sandbox.stop());

const options = { freshMs: 1, staleMs: 1, nothingMs: 1, maxBytes: 1 };
/** Noon in Greenwich, a Saturday in November. */
const clock = { ...systemClock, wall: () => Date.UTC(2026, 10, 21, 12) };

async function ask(question: string, language: Language = 'fr') {
  const service = () =>
    createAsk({
      name: 'a service',
      line: createSourceQueue({ perSecond: () => 1_000, maxOpen: 3, maxWaiting: 20, clock: systemClock }),
      fetchJson: createFetchJson({ clock: systemClock, deadlineMs: 10_000 }),
    });
  const live = createLive({
    weather: service(),
    rates: service(),
    freshPlaces: openNothing('places', options),
    freshWeather: openNothing('weather', options),
    freshRates: openNothing('rates', options),
    urls: () => ({ geocoding: sandbox.weatherUrl, weather: sandbox.weatherUrl, rates: sandbox.ratesUrl }),
    clock,
    say: await phrasesIn(language),
  });
  const found = await live(question, lookup('', 'about', language), noSignal());
  return found?.kind === 'fact' ? found.fact.line : (found?.kind ?? null);
}

test.each([
  ['combien font 17 fois 23', '17 × 23 = 391'],
  ['2+2 ?', '2 + 2 = 4'],
  ['calcule (3 + 4) * 2', '(3 + 4) × 2 = 14'],
  ['12% de 250', '12 / 100 × 250 = 30'],
  ['racine carrée de 144', '√144 = 12'],
  ['3 au carré ça fait combien', '3 ^ 2 = 9'],
  ['10 miles en km', '10 mi = 16,0934 km'],
  ['combien de km dans 10 miles', '10 mi = 16,0934 km'],
  ['25 degrés celsius en fahrenheit', '25 °C = 77 °F'],
  ['180 cm en pieds', '180 cm = 5,90551 ft'],
  ['20 livres en kilos', '20 lb = 9,07185 kg'],
])('"%s" is reckoned: %s', async (question, line) => {
  expect((await ask(question))?.replace(/[\u202f\u00a0]/g, ' ')).toBe(line);
  expect(sandbox.count).toBe(0);
});

test.each([
  'hades 2',
  '2024-2025',
  'fortnite saison 4 - 2',
  'quelle heure est le stream',
  'le temps passe vite',
  'je veux 2 euros',
  '1/0',
  'on est combien',
  'top 10 des jeux',
])('"%s" asks none of it', async (question) => {
  expect(await ask(question)).toBeNull();
});

test('the time of a place is that of its zone, the day the bot’s own', async () => {
  expect(await ask('il est quelle heure à tokyo ?')).toBe('Tokyo : samedi 21:00.');
  expect(await ask('what time is it in new york', 'en')).toMatch(/^New York City: Saturday.* 07:00\.$/);
  expect(await ask('quelle heure est-il au japon')).toBe('Japon : samedi 21:00.');
  expect(await ask('on est quel jour')).toMatch(/^Nous sommes le samedi 21 novembre 2026\.$/);
});

test('the weather is told with its source, and what no place is, is nothing', async () => {
  expect(await ask('météo lyon')).toMatch(/^Lyon : .+, -?\d+ °C, vent \d+ km\/h\. \(Open-Meteo\.com\)$/);
  expect(await ask('quel temps fait-il à marseille demain ?')).toMatch(/^Marseille, demain : /);
  expect(await ask('weather in london', 'en')).toMatch(/^London: /);
  expect(await ask('météo zzqxblorb')).toBe('nothing');
});

test('money is changed at the rate of the day', async () => {
  expect(await ask('50 euros en dollars')).toBe(
    '50 EUR = 54,21 USD (cours BCE du 2026-11-21)'.replace('2026-11-21', new Date().toISOString().slice(0, 10)),
  );
  expect(await ask('100$ en euros')).toMatch(/^100 USD = 92,23 EUR/);
  expect(await ask('20 livres en euros')).toMatch(/^20 GBP = /);
});

test('a service that fails is a failure with a reason', async () => {
  await sandbox.fault({ status: 500 });
  expect(await ask('météo lyon')).toBe('failed');
  expect(await ask('50 euros en dollars')).toBe('failed');
  await sandbox.fault('html');
  expect(await ask('50 euros en dollars')).toBe('failed');
});

test('no expression takes longer than it is long', () => {
  for (const hostile of ['('.repeat(500), '1+'.repeat(300), `${'r '.repeat(200)}4`, '9^9^9^9', '-'.repeat(400)]) {
    const expression = sumIn(hostile);
    if (expression !== null) expect(sumOf(expression) ?? 0).toEqual(expect.any(Number));
  }
});

test('nothing about the requests offends the services', () => {
  expect(sandbox.breaches).toEqual([]);
});
