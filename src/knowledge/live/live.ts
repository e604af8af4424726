import type { Fresh, Loaded } from '../../domain/fresh.ts';
import type { Fact, Found, Lookup } from '../../domain/knowledge.ts';
import type { Language } from '../../domain/settings.ts';
import type { Clock } from '../../lib/clock.ts';
import { own } from '../../lib/own.ts';
import { subjectKey } from '../../lib/subject.ts';
import { withoutEnd } from '../../lib/without-end.ts';
import { bag, bags, text } from '../fetch-json.ts';
import type { Say } from '../phrases.ts';
import { type Ask, through } from '../source.ts';
import { withoutEnds } from './ends.ts';
import { sumIn, sumOf } from './sum.ts';
import { type Conversion, conversionIn, converted, unitWords } from './units.ts';
import { dayIn, heightIn, inFeet, signOf, skyOf, timeIn } from './words.ts';

export interface LiveParts {
  readonly weather: Ask;
  readonly rates: Ask;
  readonly freshPlaces: Fresh<Place>;
  readonly freshWeather: Fresh<Weather>;
  readonly freshRates: Fresh<Rates>;
  readonly urls: () => { readonly geocoding: string; readonly weather: string; readonly rates: string };
  readonly clock: Clock;
  readonly say: Say;
}

export interface Place {
  readonly name: string;
  readonly country: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly zone: string;
}
export interface Weather {
  readonly code: number;
  readonly degrees: number;
  readonly wind: number;
  readonly tomorrow: { readonly code: number; readonly least: number; readonly most: number } | null;
}
/** Units of each currency for one euro. */
export interface Rates {
  readonly day: string;
  readonly perEuro: Readonly<Record<string, number>>;
}

type Asking = Omit<Lookup, 'subject' | 'aspect'>;

/** What chats ask of the moment, and what is reckoned: by code and by services, never by a model. Null: none of it is asked. */
export type Live = (question: string) => ((lookup: Asking, signal: AbortSignal) => Promise<Found>) | null;

type Asked =
  | { readonly kind: 'sum'; readonly expression: string }
  | { readonly kind: 'conversion'; readonly conversion: Conversion }
  | { readonly kind: 'time' | 'day'; readonly place: string }
  | { readonly kind: 'weather'; readonly place: string; readonly tomorrow: boolean };

const fold = (text: string) =>
  text
    .slice(0, longest)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .slice(0, longest)
    .toLowerCase()
    .replace(/[’'`]|(?<=[a-z])-(?=[a-z])/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
const longest = 200;

const to = '(?:a l|a la|a|au|aux|en|dans le|dans la|in the|in|at|sur|chez|de|d|for) ';
const at = '(?:a l|a la|a|au|aux|en|dans le|dans la|in the|in|at) ';
const moment =
  '(?:(?:demain|ce soir|aujourd hui|maintenant|en ce moment|tomorrow|tonight|today|right now|now|currently) )?';
const time = [
  new RegExp(`(?:quelle heure|l heure|heure)(?: (?:est il|il est|est ce|qu il est|fait il|actuelle))? ${moment}${at}`),
  new RegExp(
    `(?:what time is it|what s the time|whats the time|what is the time|what time|the time|current time|local time|^time) ${moment}(?:over )?(?:in|at) (?:the )?`,
  ),
];
const timeOf = /^(?:l )?heure (?:locale )?(?:de|d) /;
const timeLast = ' il est quelle heure';
const timeHere =
  /^(?:(?:il est |c est )?quelle heure(?: (?:est il|il est|qu il est))?|what time is it|whats? (?:s )?the time)$/;
const dayHere =
  /^(?:(?:on est|nous sommes|c est) (?:quel jour|le combien|quelle date|quel mois)|quel jour (?:on est|sommes nous|est on|est ce)|quelle est la date(?: du jour)?|what day is (?:it|today)|what day is|what s the date|what is (?:the date|today s date)|what date is it)$/;
const falls = '(?:pleuvoir|neiger|faire (?:beau|chaud|froid|moche|gris)|y avoir (?:du soleil|de la pluie|de la neige))';
const weather = [
  new RegExp(
    `(?:meteo|quel temps(?: (?:il fait|fait il|il va faire|fera t il|fera|va t il faire))?|temps qu il fait|(?:il|y) fait (?:combien(?: de degres)?(?! de )|quel temps|quoi comme temps|beau|froid|chaud)|(?:est ce qu )?il (?:pleut|neige|va ${falls}|pleuvra)|va t il ${falls}|(?:pleut|neige) t? ?il|ca caille|combien fait il|combien de degres) ${moment}${to}`,
  ),
  new RegExp(`temperature ${moment}${at}`),
  new RegExp(
    `(?:weather|forecast|how (?:hot|cold|warm) is it|is it (?:(?:\\w+ing )?rain|raining|snowing|sunny|cold|hot|warm|rainy|gonna (?:rain|snow)|going to (?:rain|snow))|will it (?:rain|snow|be (?:hot|cold|sunny|warm))|is there (?:rain|snow))(?: like| outside)? ${moment}(?:in|at|for) (?:the )?`,
  ),
  /^(?:meteo|weather) /,
];
const weatherLast = / (?:meteo|weather)$/;
const tomorrowWord = /\b(?:demain|tomorrow)\b/;

/** Words that say nothing behind the name of a place; "la" is "là" there, and Los Angeles behind "in". */
const last = new Set('la demain tomorrow tonight soir like'.split(' '));

function withoutLast(line: string): string {
  for (let text = withoutEnds(withoutEnd(line, ' ?!.')); ; ) {
    const stop = text.lastIndexOf(' ');
    const word = text.slice(stop + 1);
    if (stop < 0 || !last.has(word) || /(?:^| )(?:in|at|for)$/.test(text.slice(0, stop))) return text;
    text = withoutEnds(text.slice(0, stop).replace(/ ce$/, ''));
  }
}

/** What chats call towns, where that is no name of its own. */
const towns: Readonly<Record<string, string>> = {
  la: 'Los Angeles',
  nyc: 'New York',
  ny: 'New York',
  sf: 'San Francisco',
  dc: 'Washington',
  vegas: 'Las Vegas',
  rio: 'Rio de Janeiro',
  uk: 'United Kingdom',
  marseilles: 'Marseille',
  frisco: 'San Francisco',
  philly: 'Philadelphia',
  panam: 'Paris',
  paname: 'Paris',
};

/** What follows the first of these that is in the line, where it may be the name of a place. */
function placeAfter(line: string, shapes: readonly RegExp[]): string | null {
  for (const shape of shapes) {
    const found = shape.exec(line);
    const rest = found ? line.slice(found.index + found[0].length) : '';
    if (/^[\p{L} .-]{2,40}$/u.test(rest)) return own(towns, rest) ?? rest;
  }
  return null;
}

/** How chats spell what is asked here. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/(?<![\p{L}])(?:fé|fe|fai|fais|f[eè])(?![\p{L}])/giu, 'fait'],
  [/(?<![\p{L}])(?:koi|kwa|quoa)(?![\p{L}])/giu, 'quoi'],
  [/(?<![\p{L}])(?:cb|combi1|kombien)(?![\p{L}])/giu, 'combien'],
  [/(?<![\p{L}])(?:kelle|kel|quel)(?= heure)/giu, 'quelle'],
  [/(?<![\p{L}])(?:dmain|2main)(?![\p{L}])/giu, 'demain'],
  [/(?<![\p{L}])(?:sa|ça)(?= (?:fait|donne))/giu, 'ca'],
  [/(?<![\p{L}])c(?= (?:combien|quoi))/giu, 'c est'],
  [/(?<![\p{L}])w[ao]t(?= (?:time|s|is|day|date))/giu, 'what'],
  [/(?<![\p{L}])farenheit/giu, 'fahrenheit'],
];

function askedIn(typed: string): Asked | null {
  let question = typed.slice(0, longest);
  for (const [form, plain] of spellings) question = question.replace(form, plain);
  const expression = sumIn(question.slice(0, longest).normalize('NFKD').replace(/\p{M}/gu, '').replace(/[’'`]/g, ' '));
  if (expression !== null && sumOf(expression) !== null) return { kind: 'sum', expression };
  const whole = fold(question);
  const conversion = conversionIn(whole);
  if (conversion) return { kind: 'conversion', conversion };
  const line = withoutLast(whole);
  if (timeHere.test(line)) return { kind: 'time', place: '' };
  if (dayHere.test(line)) return { kind: 'day', place: '' };
  const clock = line.endsWith(timeLast)
    ? line.slice(0, -timeLast.length).replace(/^(?:a|au|aux|en|in) /, '')
    : placeAfter(line, [...time, timeOf]);
  if (clock !== null) return { kind: 'time', place: clock };
  const sky = placeAfter(line, weather) ?? (weatherLast.test(line) ? line.replace(weatherLast, '') : null);
  return sky === null ? null : { kind: 'weather', place: sky, tomorrow: tomorrowWord.test(whole) };
}

/** A clause that says "2-1" or "24/7" asks for no sum. */
const isReckoned = /[*+^]|r /;

/** What no line does without that asks the time, the day or the weather, or has something reckoned. */
const live =
  /\d|[€$£¥]|(?<![a-z])(?:heures?|time|quel jour|what day|date(?! d[e ]| of )|mois|meteo|temps|pleu|neig|caille|froid|chaud|beau|moche|gris|soleil|pluie|degre|temperature|weather|forecast|hot|cold|warm|rain|snow|sunny|combien fait|(?:fait|fe|fai|fais|le) (?:combien|cb|kombien))/;
/** Most lines ask none of it, and every line is looked at: whether a closer look could find anything. */
function mayBeLive(typed: string): boolean {
  const isPlain = /^[\0-\x7f]*$/.test(typed) && typed.length <= longest;
  const line = isPlain ? typed.toLowerCase() : fold(typed);
  if (live.test(line)) return true;
  let from = -1;
  for (let place = 0; place <= line.length; place++) {
    const sign = line.charCodeAt(place);
    const isLetter = sign >= letterA && sign <= letterZ;
    if (isLetter && from < 0) from = place;
    if (isLetter || from < 0) continue;
    if (place - from <= longestUnit && isUnitWord(line.slice(from, place))) return true;
    from = -1;
  }
  return false;
}

const [letterA, letterZ] = ['a'.charCodeAt(0), 'z'.charCodeAt(0)] as const;
const longestUnit = 12;
const isUnitWord = (word: string) => unitWords.has(word) || (word.endsWith('s') && unitWords.has(word.slice(0, -1)));

/** What one of a line's clauses asks, where the whole is more: "what time is it in tokyo, my sister lives there". */
function askedAnywhere(typed: string): Asked | null {
  if (!mayBeLive(typed)) return null;
  const whole = askedIn(typed);
  if (whole !== null) return whole;
  const clauses = typed.slice(0, longest).split(/(?<=[?!;,])\s+|(?<=\D)\.\s+|\s[-–]\s/);
  if (clauses.length < 2) return null;
  for (const clause of clauses) {
    const asked = askedIn(clause.replace(/[,;]$/, ''));
    if (asked !== null && (asked.kind !== 'sum' || isReckoned.test(asked.expression))) return asked;
  }
  return null;
}

export function createLive(parts: LiveParts): Live {
  const { say, clock } = parts;

  async function get(ask: Ask, url: string, params: Readonly<Record<string, string>>, signal: AbortSignal) {
    return ask(
      `${url.replace(/\/$/, '')}?${new URLSearchParams(params)}`,
      { headers: { accept: 'application/json' } },
      signal,
    );
  }

  function placeNamed(name: string, language: Language, { meter }: Asking, signal: AbortSignal) {
    const load = async (own: AbortSignal): Promise<Loaded<Place>> => {
      const fetched = await get(
        parts.weather,
        `${parts.urls().geocoding}/v1/search`,
        { name, count: '1', language, format: 'json' },
        own,
      );
      if (fetched.kind === 'failed') return fetched;
      if (fetched.status !== 200)
        return { kind: 'failed', reason: `Open-Meteo: an answer of status ${fetched.status}` };
      const [row] = bags(bag(fetched.body)?.['results']);
      const [latitude, longitude, zone] = [
        Number(row?.['latitude']),
        Number(row?.['longitude']),
        text(row?.['timezone']),
      ];
      if (!row || !Number.isFinite(latitude) || !Number.isFinite(longitude) || zone === '') return { kind: 'nothing' };
      return {
        kind: 'found',
        value: { name: text(row['name']), country: text(row['country']), latitude, longitude, zone },
      };
    };
    return through({ fresh: parts.freshPlaces, clock }, `${language}/${subjectKey(name)}`, load, meter, signal);
  }

  function weatherAt({ latitude, longitude }: Place, { meter }: Asking, signal: AbortSignal) {
    const load = async (own: AbortSignal): Promise<Loaded<Weather>> => {
      const params = {
        latitude: latitude.toFixed(2),
        longitude: longitude.toFixed(2),
        current: 'temperature_2m,weather_code,wind_speed_10m',
        daily: 'weather_code,temperature_2m_max,temperature_2m_min',
        timezone: 'auto',
        forecast_days: '2',
      };
      const fetched = await get(parts.weather, `${parts.urls().weather}/v1/forecast`, params, own);
      if (fetched.kind === 'failed') return fetched;
      const [now, daily] = [bag(bag(fetched.body)?.['current']), bag(bag(fetched.body)?.['daily'])];
      const second = (name: string) => (Array.isArray(daily?.[name]) ? Number(daily[name][1]) : Number.NaN);
      const value = {
        code: Number(now?.['weather_code']),
        degrees: Number(now?.['temperature_2m']),
        wind: Number(now?.['wind_speed_10m']),
      };
      if (fetched.status !== 200 || !Number.isFinite(value.degrees))
        return { kind: 'failed', reason: `Open-Meteo: an answer of status ${fetched.status} that is no weather` };
      const tomorrow = {
        code: second('weather_code'),
        least: second('temperature_2m_min'),
        most: second('temperature_2m_max'),
      };
      return { kind: 'found', value: { ...value, tomorrow: Number.isFinite(tomorrow.most) ? tomorrow : null } };
    };
    return through(
      { fresh: parts.freshWeather, clock },
      `${latitude.toFixed(2)}/${longitude.toFixed(2)}`,
      load,
      meter,
      signal,
    );
  }

  function ratesNow({ meter }: Asking, signal: AbortSignal) {
    const load = async (own: AbortSignal): Promise<Loaded<Rates>> => {
      const fetched = await get(parts.rates, `${parts.urls().rates}/latest`, { base: 'EUR' }, own);
      if (fetched.kind === 'failed') return fetched;
      const rates = bag(bag(fetched.body)?.['rates']);
      if (fetched.status !== 200 || !rates)
        return { kind: 'failed', reason: `Frankfurter: an answer of status ${fetched.status} that has no rates` };
      const perEuro = Object.fromEntries(
        Object.entries(rates).filter((one): one is [string, number] => typeof one[1] === 'number'),
      );
      return { kind: 'found', value: { day: text(bag(fetched.body)?.['date']), perEuro: { ...perEuro, EUR: 1 } } };
    };
    return through({ fresh: parts.freshRates, clock }, 'EUR', load, meter, signal);
  }

  const fact = (source: Fact['source'], title: string, line: string): Found => ({
    kind: 'fact',
    fact: { source, title, line, grounding: line, url: null, direct: true },
  });
  const numberFor = (language: Language) => (value: number) =>
    value.toLocaleString(
      language,
      // Ten digits behind a point are no answer, and look like a telephone number.
      Math.abs(value) < 1
        ? { maximumSignificantDigits: 4 }
        : { maximumFractionDigits: Math.abs(value) < 1_000 ? 4 : 2 },
    );

  async function money({ amount, from, to }: Conversion, lookup: Asking, signal: AbortSignal): Promise<Found> {
    const looked = await ratesNow(lookup, signal);
    if (looked.kind !== 'found') return looked.kind === 'nothing' ? { kind: 'nothing' } : looked;
    const { perEuro, day } = looked.value;
    const [one, other] = [own(perEuro, from.sign), own(perEuro, to.sign)];
    if (one === undefined || other === undefined) return { kind: 'nothing' };
    const inMoney = (value: number) => value.toLocaleString(lookup.language, { maximumFractionDigits: 2 });
    return fact(
      'frankfurter',
      `${from.sign} ${to.sign}`,
      say('live.money', {
        from: `${inMoney(amount)} ${from.sign}`,
        to: `${inMoney((amount / one) * other)} ${to.sign}`,
        day,
      }),
    );
  }

  async function answer(asked: Asked, lookup: Asking, signal: AbortSignal): Promise<Found> {
    const { language } = lookup;
    const number = numberFor(language);
    switch (asked.kind) {
      case 'sum': {
        const written = asked.expression
          .replace(/\*/g, '×')
          .replace(/r /g, '√')
          .replace(/(\d)\.(?=\d)/g, language === 'fr' ? '$1,' : '$1.');
        return fact('bot', written, `${written} = ${number(sumOf(asked.expression)!)}`);
      }
      case 'conversion': {
        const { conversion } = asked;
        if (conversion.from.dimension === 'money') return money(conversion, lookup, signal);
        const value = converted(conversion);
        // Nobody in a chat needs more of it, and a long row of digits looks like a telephone number.
        const digits =
          Math.abs(value) < 1_000 ? { maximumSignificantDigits: 4 } : ({ maximumFractionDigits: 1 } as const);
        const { amount, from, to } = conversion;
        const line = `${inFeet(amount, from.sign) ?? `${number(amount)} ${signOf(from.sign, amount, language)}`} = ${value.toLocaleString(language, digits)} ${signOf(to.sign, value, language)}${heightIn(value, to.sign)}`;
        return fact('bot', line, line);
      }
      case 'day':
        return fact('bot', 'date', say('live.day', { date: dayIn(clock.wall(), language) }));
      case 'time': {
        if (asked.place === '') {
          const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
          return fact(
            'bot',
            timeZone,
            say('live.time', {
              place: timeZone.split('/').at(-1)!.replaceAll('_', ' '),
              time: timeIn(clock.wall(), timeZone, language),
            }),
          );
        }
        const looked = await placeNamed(asked.place, language, lookup, signal);
        if (looked.kind !== 'found') return looked.kind === 'nothing' ? { kind: 'nothing' } : looked;
        const { name, zone } = looked.value;
        return fact('openmeteo', name, say('live.time', { place: name, time: timeIn(clock.wall(), zone, language) }));
      }
      case 'weather': {
        const looked = await placeNamed(asked.place, language, lookup, signal);
        if (looked.kind !== 'found') return looked.kind === 'nothing' ? { kind: 'nothing' } : looked;
        const found = await weatherAt(looked.value, lookup, signal);
        if (found.kind !== 'found') return found.kind === 'nothing' ? { kind: 'nothing' } : found;
        const { name } = looked.value;
        const { code, degrees, wind, tomorrow } = found.value;
        const round = (value: number) => Math.round(value).toLocaleString(language);
        const line =
          asked.tomorrow && tomorrow
            ? say('live.weather.tomorrow', {
                place: name,
                sky: skyOf(tomorrow.code, say),
                least: round(tomorrow.least),
                most: round(tomorrow.most),
              })
            : say('live.weather', { place: name, sky: skyOf(code, say), degrees: round(degrees), wind: round(wind) });
        return fact('openmeteo', name, line);
      }
    }
  }

  return (question) => {
    const asked = askedAnywhere(question);
    return asked && ((lookup, signal) => answer(asked, lookup, signal));
  };
}
