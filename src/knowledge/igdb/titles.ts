import type { Fresh, Loaded } from '../../domain/fresh.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Gazetteer } from '../router/gazetteer.ts';
import type { Game } from './game.ts';

/** The titles of the best-known games, as the router's own list has them: `Title=other name,other name`. */
export type Titles = readonly string[];

export interface TitlesParts {
  readonly fresh: Fresh<Titles>;
  /** One page of the best-known games: their names and other names. */
  readonly page: (offset: number, signal: AbortSignal) => Promise<Loaded<readonly Pick<Game, 'name' | 'otherNames'>[]>>;
  readonly gazetteer: Gazetteer;
  readonly clock: Clock;
}

export const pageSize = 500;
const pages = 10;
const dayMs = 24 * 3_600_000;
/** Other names are also translations and code names: the first few are the known ones. */
const mostNames = 4;
const longestName = 60;

/** Adds the database's best-known titles to the router's list, a week old at most; what a process learned, the next one reads. */
export function createTitles({ fresh, page, gazetteer, clock }: TitlesParts) {
  const gone = new AbortController();
  let cancel = () => {};

  async function load(signal: AbortSignal): Promise<Loaded<Titles>> {
    const lines: string[] = [];
    for (let n = 0; n < pages; n++) {
      const found = await page(n * pageSize, signal);
      if (found.kind === 'failed') return found;
      if (found.kind === 'nothing') break;
      for (const { name, otherNames } of found.value) lines.push(lineOf(name, otherNames));
      if (found.value.length < pageSize) break;
    }
    return lines.length === 0 ? { kind: 'nothing' } : { kind: 'found', value: lines };
  }

  async function refresh(): Promise<void> {
    if (gone.signal.aborted) return;
    const looked = await fresh.get('all', load, gone.signal);
    if (looked.kind === 'found') for (const line of looked.value) gazetteer.add(line);
    cancel = clock.after(dayMs, () => void refresh());
  }

  return {
    refresh,
    stop() {
      gone.abort();
      cancel();
    },
  };
}

/** One word alone may be any word: it is a game only where the question is one about games. */
export function lineOf(name: string, others: readonly string[]): string {
  const written = (one: string) => `${/^\p{L}{1,9}$/u.test(one) ? '~' : ''}${one.replace(/[=,|~\n]/g, ' ')}`;
  const short = others.filter((one) => one.length <= longestName && /\p{Script=Latin}/u.test(one)).slice(0, mostNames);
  return `${written(name)}=${short.map(written).join(',')}`;
}
