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
const sliceMs = 8;

const untilTurn = () => new Promise((resolve) => setImmediate(resolve));

export async function loadContainment(): Promise<typeof import('./contain.ts')> {
  for (const part of parts) {
    await part();
    await untilTurn();
  }
  return import('./contain.ts');
}

/** Compiles the rules before their first use. Until then nothing of it takes memory. */
export async function compileContainment(clock: Clock): Promise<void> {
  const { warmUp } = await loadContainment();
  let since = clock.now();
  for (const _ of warmUp()) {
    if (clock.now() - since < sliceMs) continue;
    await untilTurn();
    since = clock.now();
  }
}
