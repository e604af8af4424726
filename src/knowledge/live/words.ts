import type { Language } from '../../domain/settings.ts';
import type { Say } from '../phrases.ts';

// How amounts, moments and skies are written in a line of chat.

/** A cup is a word, the other signs are none. */
export const signOf = (sign: string, amount: number, language: Language) =>
  sign !== 'cup'
    ? sign
    : `${language === 'fr' ? 'tasse' : 'cup'}${Math.abs(amount) < (language === 'fr' ? 2 : 1.01) ? '' : 's'}`;

/** "6 ft 2 in" as it was typed; null where it is no such length. */
export function inFeet(amount: number, sign: string): string | null {
  const inches = Math.round(amount * 12);
  if (sign !== 'ft' || Number.isInteger(amount) || Math.abs(inches - amount * 12) > 0.01) return null;
  return `${Math.floor(inches / 12)} ft ${inches % 12} in`;
}

/** People's heights are told in feet and inches. */
export function heightIn(value: number, sign: string): string {
  const inches = Math.round(value * 12);
  return sign === 'ft' && value < 10 && inches % 12 !== 0 ? ` (${Math.floor(inches / 12)} ft ${inches % 12} in)` : '';
}

export function timeIn(at: number, timeZone: string, language: Language): string {
  try {
    return new Intl.DateTimeFormat(language, {
      timeZone,
      weekday: 'long',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(at);
  } catch {
    return new Intl.DateTimeFormat(language, {
      timeZone: 'UTC',
      hour: '2-digit',
      minute: '2-digit',
      timeZoneName: 'short',
    }).format(at);
  }
}
export const dayIn = (at: number, language: Language) =>
  new Intl.DateTimeFormat(language, { dateStyle: 'full' }).format(at);

/** The World Meteorological Organization's codes in ten words. */
export function skyOf(code: number, say: Say): string {
  if (code === 0) return say('sky.clear');
  if (code <= 2) return say('sky.some');
  if (code === 3) return say('sky.overcast');
  if (code <= 48) return say('sky.fog');
  if (code <= 57) return say('sky.drizzle');
  if (code <= 67) return say('sky.rain');
  if (code <= 77) return say('sky.snow');
  if (code <= 82) return say('sky.showers');
  if (code <= 86) return say('sky.snow');
  return say('sky.storm');
}
