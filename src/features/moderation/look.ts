import type { ChatMessage } from '../../domain/chat.ts';
import { visible } from '../../lib/text.ts';

/** One line as the filters see it. What no filter asks for is not worked out. */
export interface Look {
  readonly message: ChatMessage;
  /** Without what nobody can see. */
  readonly text: string;
  readonly words: readonly string[];
  /** Words that are no emotes, no links and no names. */
  readonly plain: readonly string[];
  /** Small letters and digits alone, for comparing lines; a letter that is drawn out counts once. */
  readonly key: string;
}

/** Twitch's lines have 500 characters. */
export const longestText = 1_000;
const mostParts = 160;
const looksLikeLink = /^(?:https?:|www\.)|[^.]\.[a-z]{2,}\//i;

export const folded = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Each letter at most so many times in a row. */
export function squeezed(text: string, most: number): string {
  let made = '';
  let run = 0;
  let last = '';
  for (const each of text) {
    run = each === last ? run + 1 : 1;
    last = each;
    if (run <= most) made += each;
  }
  return made;
}

export function lookAt(message: ChatMessage): Look {
  const text = visible(message.text.slice(0, longestText));
  let words: readonly string[] | null = null;
  let plain: readonly string[] | null = null;
  let key: string | null = null;
  const look: Look = {
    message,
    text,
    get words() {
      words ??= text.split(/\s+/).filter((word) => word !== '');
      return words;
    },
    get plain() {
      const emotes = message.emotes ?? [];
      plain ??= look.words.filter(
        (word) => !word.startsWith('@') && !emotes.includes(word) && !looksLikeLink.test(word),
      );
      return plain;
    },
    get key() {
      key ??= squeezed(folded(text).replace(/[^\p{L}\p{N}]+/gu, ''), 1);
      return key;
    },
  };
  return look;
}

/** What a line leaves behind for the next ones to be compared with. */
export interface Trace {
  readonly key: string;
  /** Of the key: three letters each, of the first so many. */
  readonly parts: ReadonlySet<string>;
}

export function traceOf(key: string): Trace {
  let parts: Set<string> | null = null;
  return {
    key,
    // Most lines are never compared.
    get parts() {
      if (parts) return parts;
      parts = new Set();
      const end = Math.min(key.length - 2, mostParts);
      for (let at = 0; at < end; at++) parts.add(key.slice(at, at + 3));
      return parts;
    },
  };
}

/** Whether two lines have at least so many percent in common. */
export function areAlike(a: Trace, b: Trace, share: number): boolean {
  if (a.key === b.key) return true;
  const [short, long] = a.key.length < b.key.length ? [a.key.length, b.key.length] : [b.key.length, a.key.length];
  // However alike, the longer one has more of its own.
  if (long < mostParts && 200 * short < share * (short + long)) return false;
  const all = a.parts.size + b.parts.size;
  if (all === 0) return false;
  let both = 0;
  for (const part of a.parts) if (b.parts.has(part)) both++;
  return 200 * both >= share * all;
}
