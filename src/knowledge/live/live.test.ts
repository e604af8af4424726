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
  const found = (await live(question)?.(lookup('', 'about', language), noSignal())) ?? null;
  return found?.kind === 'fact' ? found.fact.line : (found?.kind ?? null);
}

test.each([
  ['combien font 17 fois 23', '17 × 23 = 391'],
  ['2+2 ?', '2 + 2 = 4'],
  ['calcule (3 + 4) * 2', '(3 + 4) × 2 = 14'],
  ['12% de 250', '12 / 100 × 250 = 30'],
  ['racine carrée de 144', '√144 = 12'],
  ['3 au carré ça fait combien', '3 ^ 2 = 9'],
  ['10 miles en km', '10 mi = 16,09 km'],
  ['combien de km dans 10 miles', '10 mi = 16,09 km'],
  ['25 degrés celsius en fahrenheit', '25 °C = 77 °F'],
  ['180 cm en pieds', '180 cm = 5,906 ft (5 ft 11 in)'],
  ['20 livres en kilos', '20 lb = 9,072 kg'],
  ["17x24 stp j'ai la flemme", '17 × 24 = 408'],
  ['12 x 17 + 4 stp jai pas ma calculette', '12 × 17 + 4 = 208'],
  ['3 fois 125 grammes', '3 × 125 = 375'],
  ['split 186 by 4', '186 / 4 = 46,5'],
  ['yo dis moi 12*12 frr', '12 × 12 = 144'],
  ['5 miles in km plz', '5 mi = 8,047 km'],
  ["une tasse c'est combien de ml", '1 tasse = 236,6 mL'],
  ['combien de ml dans une tasse', '1 tasse = 236,6 mL'],
  ['a cup is how many ml', '1 tasse = 236,6 mL'],
  ['6 ft 2 in cm', '6 ft 2 in = 188 cm'],
  ['6ft1 in cm', '6 ft 1 in = 185,4 cm'],
  ['3 cups in ml', '3 tasses = 709,8 mL'],
  ['300 bornes en miles', '300 km = 186,4 mi'],
  ['5k in miles', '5 km = 3,107 mi'],
  ['7 factorial minus... nah just 7*6*5', '7 × 6 × 5 = 210'],
  ['2 hectares en m2', '2 ha = 20 000 m²'],
  ["6 pieds en cm s'il vous plait", '6 ft = 182,9 cm'],
  ['17 x 23 quick, homework time', '17 × 23 = 391'],
  ['100.4 f in celsius, is that a fever', '100,4 °F = 38 °C'],
  ['17 fois 24 svp g pas de calculette', '17 × 24 = 408'],
  ['17.5% of 1,840 for my taxes', '17,5 / 100 × 1840 = 322'],
  ['15% of 80.50 for a tip', '15 / 100 × 80,50 = 12,075'],
  ['how many km is a 26.2 mile marathon', '26,2 mi = 42,16 km'],
  ['350 fahrenheit in celsius for the oven pls', '350 °F = 176,7 °C'],
  ['3/8 de 240 g c combien pour ma recette', '3 / 8 × 240 = 90'],
  ["c'est quoi la moitié de 75", '1 / 2 × 75 = 37,5'],
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
  'il va pleuvoir des kills',
  'température de la lune',
  'what time does the stream end tonight',
  'split the party in two',
  "c'est l'heure de la sieste",
  "l'atomium il fait combien de haut",
  '30 minutes en heures de pointe',
  '20 livres en français',
  'half of 2 players dont know that map at 3am',
  'je fais 3 fois la vaisselle',
])('"%s" asks none of it', async (question) => {
  expect(await ask(question)).toBeNull();
});

test('the time of a place is that of its zone, the day the bot’s own', async () => {
  expect(await ask('il est quelle heure à tokyo ?')).toBe('Tokyo : samedi 21:00.');
  expect(await ask('what time is it in new york', 'en')).toMatch(/^New York City: Saturday.* 07:00\.$/);
  expect(await ask('quelle heure est-il au japon')).toBe('Japon : samedi 21:00.');
  expect(await ask('what time is it in la rn', 'en')).toMatch(/^Los Angeles: Saturday/);
  expect(await ask('quelle heure il est maintenant a hanoi svp')).toMatch(/^Hanoï : samedi/);
  expect(await ask('heure de montréal ?')).toMatch(/^Montréal : samedi/);
  expect(await ask("what's the time over in sydney", 'en')).toMatch(/^Sydney: /);
  expect(await ask('on est quel jour')).toMatch(/^Nous sommes le samedi 21 novembre 2026\.$/);
});

test('the weather is told with its source, and what no place is, is nothing', async () => {
  expect(await ask('météo lyon')).toMatch(/^Lyon : .+, -?\d+ °C, vent \d+ km\/h\. \(Open-Meteo\.com\)$/);
  expect(await ask('quel temps fait-il à marseille demain ?')).toMatch(/^Marseille, demain : /);
  expect(await ask('il va pleuvoir demain a lyon ?')).toMatch(/^Lyon, demain : /);
  expect(await ask('il fait beau ce soir à nantes')).toMatch(/^Nantes : /);
  expect(await ask('ça caille a moscou ou pas')).toMatch(/^Moscou : /);
  expect(await ask('is it gonna rain in boston tomorrow', 'en')).toMatch(/^Boston, tomorrow: /);
  expect(await ask('weather in london', 'en')).toMatch(/^London: /);
  expect(await ask('is it lashing rain in london', 'en')).toMatch(/^London: /);
  expect(await ask('il fait koi comme temps a lyon là, je sors en velo')).toMatch(/^Lyon : /);
  expect(await ask('météo zzqxblorb')).toBe('nothing');
});

test('money is changed at the rate of the day', async () => {
  expect(await ask('50 euros en dollars')).toBe(
    '50 EUR = 54,21 USD (cours BCE du 2026-11-21)'.replace('2026-11-21', new Date().toISOString().slice(0, 10)),
  );
  expect(await ask('how much is 100 dollars in euro', 'en')).toMatch(/^100 USD = 92.23 EUR/);
  expect(await ask('100$ en euros')).toMatch(/^100 USD = 92,23 EUR/);
  expect(await ask("30 000 yens en euros s'il vous plait")).toMatch(/^30\s000 JPY = /u);
  expect(await ask('20 livres en euros')).toMatch(/^20 GBP = /);
});

test.each([
  ['150 euros en won coreen ça donne koi', 'EUR', 'KRW'],
  ['20 wons de corée du sud en euros', 'KRW', 'EUR'],
  ['how much is 30 bucks in korean won', 'USD', 'KRW'],
  ['100 euros en argent japonais', 'EUR', 'JPY'],
  ['200 couronnes tchèques en euros pour mon voyage', 'CZK', 'EUR'],
  ['40 euros in forints pls', 'EUR', 'HUF'],
  ['50 euros en pesos philippins', 'EUR', 'PHP'],
  ['50 us dollars in thai baht', 'USD', 'THB'],
  ['25 euros en dollars néo-zélandais', 'EUR', 'NZD'],
  ['10 euros en livres turques', 'EUR', 'TRY'],
  ['10 euros en livres', 'EUR', 'GBP'],
  ['10 swiss francs in euros', 'CHF', 'EUR'],
])('"%s": currencies are known by their country too', async (question, from, to) => {
  expect(await ask(question)).toMatch(new RegExp(`^[\\d ,.]+ ${from} = .* ${to} \\(`, 'u'));
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
