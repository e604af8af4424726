import type { ChatMessageIn } from './wire.ts';

/** Ways in which a model gives away what it was told, by the word behind `RECITE-`. */
const ways: Readonly<Record<string, (told: string) => string>> = {
  whole: (told) => told,
  part: (told) => told.split(/\s+/).slice(30, 45).join(' '),
  end: (told) => told.split('\n').at(-1) ?? '',
  upper: (told) => told.toUpperCase(),
  spaced: (told) => [...told.slice(0, 200)].join(' '),
  dotted: (told) => told.split(/\s+/).join('. '),
  bare: (told) => told.normalize('NFD').replace(/[^\p{L}\p{N}]+/gu, ''),
  backwards: (told) => [...told].reverse().join(''),
  base64: (told) => Buffer.from(told.slice(-300)).toString('base64'),
  hex: (told) => Buffer.from(told.slice(-150)).toString('hex'),
};

export const recitals = Object.keys(ways);

/** What an obedient model says of its instructions when the last message has `RECITE-` and a way in it; the first one counts. */
export function recitalIn(messages: readonly ChatMessageIn[]): string | null {
  const way = /RECITE-([a-z0-9]+)/.exec(messages.at(-1)?.content ?? '')?.[1];
  const told = messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  return way === undefined ? null : (ways[way]?.(told.join('\n')) ?? null);
}
