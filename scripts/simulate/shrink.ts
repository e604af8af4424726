import { basename } from 'node:path';
import type { Broken } from './child.ts';
import { simulateIn } from './legs.ts';
import type { Order } from './run.ts';

/** What is left out may put off what is looked for, but not by more than this. */
const graceMs = 2 * 3_600_000;

/** Looks for less that breaks the same thing: fewer days, fewer channels, and every act that can be left out. */
export async function shrink(
  order: Order,
  mutant: { readonly mutant?: string },
  print: (text: string) => void,
): Promise<number> {
  const firstOf = async (tried: Order): Promise<{ broken: Broken; acts: number } | null> => {
    const until = found ? found.broken.at + graceMs : tried.until;
    const result = await simulateIn({ ...tried, until, stopAtFirst: true }, mutant);
    const [broken] = result?.broken ?? [];
    return result && broken ? { broken, acts: result.acts } : null;
  };
  let found: { broken: Broken; acts: number } | null = null;
  found = await firstOf(order);
  if (!found) {
    print('nothing is broken: there is nothing to shrink');
    return 0;
  }
  const { name } = found.broken;
  let best: Order = { ...order, days: Math.ceil((found.broken.at + 1) / 86_400_000) };
  print(`${name} at ${Math.floor(found.broken.at / 1000)} s: ${found.broken.detail}`);

  async function attempt(tried: Order, what: string): Promise<boolean> {
    const again = await firstOf(tried);
    if (again?.broken.name !== name) return false;
    [best, found] = [tried, again];
    print(`still broken ${what}, at ${Math.floor(again.broken.at / 1000)} s`);
    return true;
  }
  for (let channels = 1; channels < best.channels; channels++) {
    if (await attempt({ ...best, channels }, `with ${channels} of the channels`)) break;
  }
  // By halves of what is left, then by ever smaller parts.
  const all = found.acts + best.without.length;
  for (let size = Math.ceil(all / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < all; from += size) {
      const part = Array.from({ length: Math.min(size, all - from) }, (_, i) => from + i);
      const without = [...new Set([...best.without, ...part])];
      if (without.length === best.without.length) continue;
      await attempt({ ...best, without }, `without acts ${part[0]} to ${part.at(-1)}`);
    }
  }
  const until = Math.ceil(found.broken.at / 1000) + 1;
  const flags = {
    ...{ seed: best.seed, days: best.days, 'leg-days': best.legDays, channels: best.channels },
    ...{ pace: best.pace, nights: best.nights },
    ...{ store: best.store, ...(mutant.mutant && { mutant: basename(mutant.mutant, '.patch') }) },
    ...(best.without.length > 0 && { without: best.without.join(',') }),
    ...{ from: Math.max(0, until - 60), until },
  };
  print(
    `npm run simulate -- ${Object.entries(flags)
      .flatMap(([name, value]) => [`--${name}`, value])
      .join(' ')}`,
  );
  return 1;
}
