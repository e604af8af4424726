import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, systemClock } from '../lib/clock.ts';
import { slipsBetween } from '../lib/slips.ts';
import { createRate } from './bounded.ts';
import { plain } from './models/language.ts';
import { createRandom, hashOf } from './random.ts';
import type { Visit } from './server.ts';
import { type Breach, createStandIn, type Reply, type StandIn } from './stand-in.ts';

export interface LiveOptions {
  readonly clock?: Clock;
  readonly latencyMs?: number;
  readonly dripMs?: number;
  readonly perMinute?: number;
}

/** Open-Meteo's places and weather, and Frankfurter's exchange rates: the same weather for a place and a day. */
export interface SandboxLive extends StandIn {
  /** What goes into `places_url` and `weather_url`. */
  readonly weatherUrl: string;
  readonly ratesUrl: string;
}

export async function createSandboxLive(options: LiveOptions = {}): Promise<SandboxLive> {
  const { clock = systemClock, latencyMs = 0, dripMs = 1000, perMinute = 600 } = options;
  const minute = createRate(clock, 60_000);
  const standIn = await createStandIn({ clock, latencyMs, dripMs }, (visit, _open, breach) => {
    if (minute.hit() > perMinute) {
      breach(`over ${perMinute} requests a minute`);
      return {
        status: 429,
        json: { error: true, reason: 'Minutely API request limit exceeded. Please try again in one minute.' },
      };
    }
    return route(visit, clock, breach);
  });
  return Object.defineProperties(standIn, {
    weatherUrl: { value: standIn.url },
    ratesUrl: { value: `${standIn.url}/rates/v1` },
  }) as SandboxLive;
}

function route(visit: Visit, clock: Clock, breach: Breach): Reply {
  const { pathname, searchParams: query } = visit.url;
  const wrong = (reason: string): Reply => {
    breach(`${pathname}: ${reason}`);
    return { status: 400, json: { error: true, reason } };
  };
  const unknown = (known: string) => [...query.keys()].find((name) => !known.split(' ').includes(name));
  switch (visit.method === 'GET' ? pathname : '') {
    case '/v1/search': {
      const more = unknown('name count language format countryCode');
      if (more !== undefined) return wrong(`Unknown parameter ${more}`);
      const name = query.get('name') ?? '';
      if (name === '') return wrong("Parameter 'name' must not be empty.");
      return {
        status: 200,
        json: {
          ...found(name, query.get('language') === 'fr', Number(query.get('count') ?? 10)),
          generationtime_ms: 0.5,
        },
      };
    }
    case '/v1/forecast': {
      const more = unknown('latitude longitude current daily hourly timezone forecast_days');
      if (more !== undefined) return wrong(`Unknown parameter ${more}`);
      const [latitude, longitude] = [Number(query.get('latitude') ?? 'x'), Number(query.get('longitude') ?? 'x')];
      if (!(Math.abs(latitude) <= 90))
        return wrong(`Latitude must be in range of -90 to 90°. Given: ${query.get('latitude')}.`);
      if (!(Math.abs(longitude) <= 180))
        return wrong(`Longitude must be in range of -180 to 180°. Given: ${query.get('longitude')}.`);
      if (query.has('daily') && !query.has('timezone')) return wrong('Timezone is required');
      return { status: 200, json: forecast(latitude, longitude, clock.wall()) };
    }
    case '/rates/v1/latest': {
      const base = query.get('base') ?? 'EUR';
      const one = perEuro[base];
      if (one === undefined) {
        breach(`no currency ${base}`);
        return { status: 404, json: { message: 'not found' } };
      }
      const others = Object.entries({ EUR: 1, ...perEuro }).filter(([name]) => name !== base);
      const date = new Date(clock.wall()).toISOString().slice(0, 10);
      return {
        status: 200,
        json: {
          amount: 1,
          base,
          date,
          rates: Object.fromEntries(others.map(([name, rate]) => [name, Math.round((rate / one) * 1e5) / 1e5])),
        },
      };
    }
    default:
      breach(`${visit.method} ${pathname}`);
      return { status: 404, json: { error: true, reason: 'Not Found' } };
  }
}

const perEuro: Readonly<Record<string, number>> = {
  EUR: 1,
  USD: 1.0842,
  GBP: 0.8391,
  JPY: 163.21,
  CHF: 0.9387,
  CAD: 1.5214,
  AUD: 1.6642,
  CNY: 7.8143,
  KRW: 1498.2,
  INR: 91.35,
  BRL: 6.2415,
  MXN: 21.83,
  SEK: 11.212,
  NOK: 11.643,
  DKK: 7.4587,
  PLN: 4.2716,
  TRY: 37.92,
  CZK: 25.18,
  HUF: 401.3,
  THB: 36.84,
  NZD: 1.8127,
  PHP: 62.41,
};

interface Town {
  readonly fr: string;
  readonly en: string;
  readonly country: readonly [fr: string, en: string];
  readonly zone: string;
}
let towns: readonly Town[] | undefined;
function townsKnown(): readonly Town[] {
  towns ??= readFileSync(join(import.meta.dirname, 'texts', 'world', 'cities.txt'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [fr = '', en = '', country = '', countryEnglish = '', , zone = ''] = line.split('|');
      return { fr, en, country: [country, countryEnglish] as const, zone };
    });
  return towns;
}

/** By name in any language, a country by its first town; one slip is forgiven. No hit: no list at all, as the real one has it. */
function found(name: string, french: boolean, count: number): object {
  const wanted = plain(name);
  const all = townsKnown();
  const same = (text: string) =>
    plain(text) === wanted || (wanted.length > 4 && slipsBetween(plain(text), wanted, 1) <= 1);
  const hits = [
    ...all.filter(({ fr, en }) => same(fr) || same(en) || same(en.replace(/ City$/, ''))),
    ...all.filter(({ country }) => country.some(same)).slice(0, 1),
  ];
  if (hits.length === 0) return {};
  const results = hits.slice(0, count).map((town) => {
    const random = createRandom(hashOf(town.en));
    const isCountry = !same(town.fr) && !same(town.en);
    return {
      id: hashOf(town.en) % 10_000_000,
      name: isCountry ? town.country[french ? 0 : 1] : french ? town.fr : town.en,
      latitude: Math.round((random() * 120 - 60) * 1e4) / 1e4,
      longitude: Math.round((random() * 340 - 170) * 1e4) / 1e4,
      feature_code: isCountry ? 'PCLI' : 'PPLA',
      country: town.country[french ? 0 : 1],
      timezone: town.zone,
    };
  });
  return { results };
}

function forecast(latitude: number, longitude: number, now: number) {
  const day = new Date(now).toISOString().slice(0, 10);
  const random = createRandom(hashOf(`${latitude.toFixed(2)} ${longitude.toFixed(2)} ${day}`));
  const codes = [0, 1, 2, 3, 45, 51, 61, 71, 80, 95];
  const code = () => codes[Math.floor(random() * codes.length)]!;
  const degrees = () => Math.round((28 - Math.abs(latitude) / 2.5 + random() * 8 - 4) * 10) / 10;
  const low = degrees();
  return {
    latitude,
    longitude,
    generationtime_ms: 0.1,
    utc_offset_seconds: 0,
    timezone: 'GMT',
    current_units: { temperature_2m: '°C', wind_speed_10m: 'km/h' },
    current: {
      time: `${day}T12:00`,
      interval: 900,
      temperature_2m: degrees(),
      weather_code: code(),
      wind_speed_10m: Math.round(random() * 400) / 10,
    },
    daily: {
      time: [day, day],
      weather_code: [code(), code()],
      temperature_2m_max: [low + 6, low + 7],
      temperature_2m_min: [low, low + 1],
    },
  };
}
