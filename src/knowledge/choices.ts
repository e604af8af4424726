import type { AskedBack, Choices } from '../domain/knowledge.ts';

const longestMs = 120_000;
const mostOffers = 500;
const mostWords = 5;

interface Offer {
  readonly choices: readonly string[];
  readonly asked: AskedBack;
  readonly until: number;
}

/** "Which one, Mercury (planet) or Mercury (element)?" is answered with "the planet". */
export function createChoices(now: () => number): Choices {
  const offers = new Map<string, Offer>();
  const open = (channel: string, login: string) => {
    if (offers.size === 0) return null;
    const offer = offers.get(`${channel} ${login}`);
    return offer && offer.until > now() ? offer : null;
  };
  return {
    awaits: (channel, login) => open(channel, login) !== null,
    fits(channel, login, line) {
      const offer = open(channel, login);
      return offer !== null && meant(line, offer.choices) !== null;
    },
    offer(channel, login, choices, asked) {
      const key = `${channel} ${login}`;
      offers.delete(key);
      offers.set(key, { choices, asked, until: now() + longestMs });
      if (offers.size > mostOffers) offers.delete(offers.keys().next().value!);
    },
    taken(channel, login, line) {
      const key = `${channel} ${login}`;
      const offer = offers.get(key);
      if (!offer) return null;
      const choice = offer.until > now() ? meant(line, offer.choices) : null;
      if (choice !== null || offer.until <= now()) offers.delete(key);
      return choice === null ? null : { choice, ...offer.asked };
    },
  };
}

const places: readonly RegExp[] = [
  /^(?:1|un|one|premiere?|first)$/,
  /^(?:2|deux|two|deuxieme|seconde?|second)$/,
  /^(?:3|trois|three|troisieme|third)$/,
];
const yes = /^(?:oui|ouais|ouep|ui|si|exact|exactement|tout a fait|voila|yes|yep|yeah|ye|yup|right|exactly|correct)$/;
const small = new Set(
  'le la les l un une de du des d the a an of plutot non pas en fait je veux dire parle cherche c est celui celle'.split(
    ' ',
  ),
);

function meant(line: string, choices: readonly string[]): string | null {
  const words = wordsOf(line).filter((word, _at, all) => all.length === 1 || !small.has(word));
  if (words.length === 0 || words.length > mostWords) return null;
  if (choices.length === 1 && yes.test(words.join(' '))) return choices[0]!;
  // "1" or "first" is said of several.
  const place = words.length === 1 && choices.length > 1 ? places.findIndex((one) => one.test(words[0]!)) : -1;
  if (place >= 0) return choices[place] ?? null;
  const fitting = choices.filter((choice) => {
    const named = wordsOf(choice);
    return words.every((word) => named.includes(word));
  });
  return fitting.length === 1 ? fitting[0]! : null;
}

/** One typed letter can be eighteen where its compatibility form is written out. */
const longest = 500;

const wordsOf = (text: string): readonly string[] =>
  text
    .normalize('NFKD')
    .slice(0, longest)
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];
