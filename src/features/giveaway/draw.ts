import { createHash, randomBytes } from 'node:crypto';

/** Somebody who takes part, with how many tickets. */
export type Entry = readonly [viewerId: string, login: string, tickets: number];

/** As a decimal number: half of all hexadecimal ones have a word in them that the gate holds back. */
const decimal = (hex: string) => BigInt(`0x${hex}`).toString();
const sha256 = (text: string) => decimal(createHash('sha256').update(text).digest('hex'));

export const newSeed = () => decimal(randomBytes(16).toString('hex'));
/** Told when the giveaway opens: the seed cannot be another one afterwards. */
export const commitmentOf = (seed: string) => sha256(seed);

/** Everybody who takes part, as it is hashed: `login tickets`, by login, one in a line. */
export function rollOf(entries: readonly Entry[]): string {
  return entries
    .map(([, login, tickets]) => `${login} ${tickets}`)
    .toSorted()
    .join('\n');
}
export const digestOf = (entries: readonly Entry[]) => sha256(rollOf(entries));

/**
 * Who wins the draw with this number, from 1: SHA-256 of `seed:number:digest` as a number, modulo the tickets, counted
 * off along the roll. Null: nobody is left.
 */
export function winnerOf(
  seed: string,
  number: number,
  entries: readonly Entry[],
  drawn: ReadonlySet<string>,
): Entry | null {
  const left = entries.filter(([id]) => !drawn.has(id)).toSorted(([, a], [, b]) => (a < b ? -1 : 1));
  const tickets = left.reduce((sum, [, , own]) => sum + own, 0);
  if (tickets === 0) return null;
  let ticket = Number(BigInt(sha256(`${seed}:${number}:${digestOf(entries)}`)) % BigInt(tickets));
  for (const entry of left) {
    if (ticket < entry[2]) return entry;
    ticket -= entry[2];
  }
  return null;
}
