import type { Past } from '../../domain/llm.ts';
import type { Language } from '../../domain/settings.ts';
import { withoutEnd } from '../../lib/without-end.ts';

const next =
  /^(?:(?:et|and|n|ok et|ok and|pareil|same|alors) )?(?:(?:what|how) about )?(?:pour|for|à|a|au|aux|en|in|at|dans) (?:la |le |the )?(\p{L}[\p{L} .'’-]{1,38})$/iu;
const opened = /^(?:et|and|n|what about|how about) (\p{L}[\p{L} .'’-]{1,38})$/iu;
const asked: readonly (readonly [cue: RegExp, again: Readonly<Record<Language, string>>])[] = [
  [/\b(?:heure|time is it|the time|what time|time in)\b/i, { fr: 'quelle heure est-il à', en: 'what time is it in' }],
  [
    /m[ée]t[ée]o|\b(?:temps (?:qu|il fait|fait)|quel temps|(?:il|y) fait (?:beau|chaud|froid|combien|cb|koi|quoi)|degr[ée]s (?:à|a|en)|pleut|neige|temp[ée]rature|weather|rain|raining|snowing|forecast|how (?:hot|cold|warm))\b/i,
    { fr: 'météo à', en: 'weather in' },
  ],
];

const tomorrow = /^(?:(?:et|and|n|ok et|what about|how about|pis) )?(?:pour |for )?(demain|tomorrow)$/i;

const withoutDay = (line: string) =>
  withoutEnd(
    line.replace(/ (?:aujourd['’]?hui|maintenant|ce soir|today|now|tonight|rn|right now)(?!\p{L})/giu, ''),
    ' ?!.',
  );

/**
 * "Et à Tokyo ?" behind "quelle heure est-il à Lyon ?": the same question of another place, "et demain ?" of another day; null where it
 * is neither. */
export function askedOfAnotherPlace(line: string, past: Past, language: Language): string | null {
  const tidy = withoutEnd(line.replace(/\s+/g, ' ').trim(), ' ?!.');
  const last = past.exchanges.at(-1)?.question;
  const day = tomorrow.exec(tidy)?.[1];
  if (day !== undefined && last !== undefined) return asked[1]![0].test(last) ? `${withoutDay(last)} ${day}` : null;
  const place = (next.exec(tidy) ?? opened.exec(tidy))?.[1];
  if (last === undefined || place === undefined) return null;
  const again = asked.find(([cue]) => cue.test(last))?.[1];
  return again === undefined ? null : `${again[language]} ${place}`;
}
