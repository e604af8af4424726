import { type Broken, simulateIn } from './child.ts';
import type { Order } from './run.ts';

/** Looks for less that breaks the same thing: fewer days, fewer channels, and every act that can be left out. */
export async function shrink(order: Order, print: (text: string) => void): Promise<number> {
  const firstOf = async (tried: Order): Promise<{ broken: Broken; acts: number } | null> => {
    const result = await simulateIn({ ...tried, stopAtFirst: true });
    const [broken] = result?.broken ?? [];
    return result && broken ? { broken, acts: result.acts } : null;
  };
  let found = await firstOf(order);
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
  print(
    `npm run simulate -- --seed ${best.seed} --days ${best.days} --channels ${best.channels} --without ${best.without.join(',') || "''"} --from ${Math.max(0, until - 60)} --until ${until}`,
  );
  return 1;
}
