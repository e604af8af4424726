import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Broken } from './child.ts';
import { simulateIn } from './legs.ts';
import type { Order } from './run.ts';

const folder = join(import.meta.dirname, 'mutants');
/** A simulated hour never takes this long in real time, unless it never ends. */
const frozenMs = 90_000;

export const mutants = (): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.patch'))
    .sort()
    .map((name) => join(folder, name));

interface Found {
  readonly mutant: string;
  readonly says: string;
  readonly by: string | null;
  readonly day: number | null;
  readonly detail: string;
}

async function hunt(patch: string, order: Order): Promise<Found> {
  const mutant = basename(patch, '.patch');
  const [says = ''] = readFileSync(patch, 'utf8').split('\n');
  let first: Broken | null = null;
  const over = new AbortController();
  let frozen = setTimeout(() => over.abort('frozen'), frozenMs);
  const alive = () => {
    clearTimeout(frozen);
    frozen = setTimeout(() => over.abort('frozen'), frozenMs);
  };
  try {
    await simulateIn(
      { ...order, stopAtFirst: true },
      {
        mutant: patch,
        signal: over.signal,
        onHour: alive,
        onBroken(broken) {
          first ??= broken;
          over.abort('found');
        },
      },
    );
  } catch (error) {
    return { mutant, says, by: 'it does not start', day: null, detail: (error as Error).message.slice(0, 600) };
  } finally {
    clearTimeout(frozen);
  }
  const found = first as Broken | null;
  if (found) return { mutant, says, by: found.name, day: found.at / 86_400_000, detail: found.detail };
  if (over.signal.reason === 'frozen')
    return { mutant, says, by: 'the event loop turns', day: null, detail: 'the process stood still' };
  return { mutant, says, by: null, day: null, detail: '' };
}

export interface MutantsParts {
  /** Parts of names, with commas between them; all where it is empty. */
  readonly only: string;
  readonly jobs: number;
  readonly json: boolean;
  readonly print: (text: string) => void;
}

/** Each defect by itself, for a month at most: 0 when all are found. */
export async function runMutants(order: Order, { only, jobs, json, print }: MutantsParts): Promise<number> {
  const wanted = only.split(',').filter((name) => name !== '');
  const queue = mutants().filter((file) => wanted.length === 0 || wanted.some((name) => file.includes(name)));
  const found: Found[] = [];
  async function work() {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const one = await hunt(next, order);
      found.push(one);
      const when = one.day === null ? '' : `, day ${one.day.toFixed(1)}`;
      if (!json)
        print(
          `${one.by ? 'found   ' : 'SURVIVES'} ${one.mutant}${one.by ? `: ${one.by}${when}: ${one.detail.split('\n')[0]?.slice(0, 160)}` : ''}`,
        );
    }
  }
  await Promise.all(Array.from({ length: jobs }, work));
  found.sort((a, b) => (a.mutant < b.mutant ? -1 : 1));
  const left = found.filter(({ by }) => by === null);
  if (json) print(JSON.stringify({ seed: order.seed, days: order.days, mutants: found, survive: left.length }));
  else print(`${found.length - left.length} of ${found.length} found within ${order.days} days`);
  return left.length === 0 && found.every(({ by }) => by !== 'it does not start') ? 0 : 1;
}
