import type { Clock } from '../../lib/clock.ts';

/** What the gate reads and compiles, a part at a time: all of it at once would hold the loop up for a fifth of a second. */
const parts: readonly (() => Promise<unknown>)[] = [
  () => import('./letters.ts'),
  () => import('./reading.ts'),
  () => import('./top-level.ts'),
  () => import('./links.ts'),
  () => import('./personal.ts'),
  () => import('./notices.ts'),
  () => import('./scams.ts'),
  () => import('./impersonation.ts'),
  () => import('./normalise.ts'),
  () => import('./words.ts'),
];
const longSliceMs = 8;
/** Commands are answered meanwhile: none of them waits for longer than the rule that is being compiled. */
const smallSliceMs = 2;
const restMs = 50;

const untilTurn = () => new Promise((resolve) => setImmediate(resolve));

export async function loadContainment(): Promise<typeof import('./contain.ts')> {
  for (const part of parts) {
    await part();
    await untilTurn();
  }
  return import('./contain.ts');
}

/** What every text is read with; until then nothing of it takes memory. */
export async function screenContainment(clock: Clock): Promise<void> {
  const { screening } = await loadContainment();
  await inSlices(screening(), clock, longSliceMs, untilTurn);
}

/**
 * Compiles the rules while the bot has little to do: few texts have the words that a rule needs, and the first that has
 * compiles it for itself.
 */
export async function compileContainment(
  clock: Clock,
  signal: AbortSignal,
  rulesOf: () => Promise<Iterable<unknown>> = async () => (await loadContainment()).compilingAll(),
): Promise<void> {
  const rules = await rulesOf();
  if (signal.aborted) return;
  let cancel = () => {};
  signal.addEventListener('abort', () => cancel(), { once: true });
  const rest = () =>
    new Promise<void>((resolve) => {
      cancel = clock.after(restMs, resolve);
    });
  await rest();
  await inSlices(rules, clock, smallSliceMs, rest);
}

async function inSlices(
  work: Iterable<unknown>,
  clock: Clock,
  sliceMs: number,
  between: () => Promise<unknown>,
): Promise<void> {
  let since = clock.now();
  for (const _ of work) {
    if (clock.now() - since < sliceMs) continue;
    await between();
    since = clock.now();
  }
}
