import type { Ask } from './evening.ts';
import type { createHouse } from './house.ts';

export interface Evening {
  readonly meanMs: number;
  /** Of 1. */
  readonly errors: number;
  /** Answers by where they came from. */
  readonly sources: Readonly<Record<string, number>>;
}

/** So many viewers wait for an answer at once, always. */
export async function runEvening(
  house: Awaited<ReturnType<typeof createHouse>>,
  asks: readonly Ask[],
  atOnce: number,
  onAnswer: (n: number) => void = () => {},
): Promise<Evening> {
  const sources: Record<string, number> = {};
  let ms = 0;
  let next = 0;
  const answering = new Map<number, Promise<unknown>>();
  async function one() {
    for (let ask = asks[next++]; ask; ask = asks[next++]) {
      // As with every viewer: one question at a time.
      while (answering.has(ask.viewer)) await answering.get(ask.viewer);
      const began = performance.now();
      const asked = house.ask(ask);
      answering.set(ask.viewer, asked);
      const outcome = await asked;
      answering.delete(ask.viewer);
      ms += performance.now() - began;
      onAnswer(next);
      const source = outcome.kind === 'reply' ? outcome.source : outcome.kind;
      sources[source] = (sources[source] ?? 0) + 1;
    }
  }
  await Promise.all(Array.from({ length: atOnce }, one));
  const answered = Object.entries(sources).reduce(
    (sum, [source, count]) => sum + (source === 'cache' || source.startsWith('endpoint:') ? count : 0),
    0,
  );
  return { meanMs: ms / asks.length, errors: 1 - answered / asks.length, sources };
}
