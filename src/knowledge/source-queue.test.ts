import { expect, test } from 'vitest';
import { lookup, noSignal, openNothing, phrasesIn, sourceSettings } from '../../test/support/knowledge.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { createSandboxWikipedia } from '../sandbox/wikipedia.ts';
import { createSourceQueue } from './source-queue.ts';
import { createSources } from './sources.ts';

const aLine = (over: Partial<Parameters<typeof createSourceQueue>[0]> = {}) =>
  createSourceQueue({ perSecond: () => 1_000, maxOpen: 2, maxWaiting: 3, clock: systemClock, ...over });

test('sixty different questions at once never exceed the rate nor the open requests, as the source counts them', async () => {
  const sandbox = await createSandboxWikipedia({ latencyMs: 20 });
  const knowledge = createSources({
    settings: () => sourceSettings(sandbox.baseUrl, sandbox.baseUrl, { wikipedia: 50, igdb: 4 }),
    openFresh: openNothing,
    fleet: { windows: null },
    token: { clientId: null, get: async () => null },
    say: await phrasesIn('fr'),
    clock: systemClock,
    tell: () => {},
  });
  // This is about room, not about time, of which a busy machine may need much.
  const patient = (subject: string) => ({ ...lookup(subject), deadline: systemClock.now() + 100_000 });
  const asked = Array.from({ length: 60 }, (_, n) => knowledge.wikipedia(patient(`rien ${n}`), noSignal()));
  const found = await Promise.all(asked);
  // Those for whom the line had no room were told so, where they came faster than it moved; all others were answered.
  const full = found.filter((one) => one.kind === 'failed' && one.reason === 'Wikipedia: the line is full');
  expect(found.filter(({ kind }) => kind === 'nothing').length + full.length).toBe(60);
  expect(full.length).toBeLessThan(40);
  expect(sandbox.count).toBeGreaterThan(25);
  expect(sandbox.maxPerSecond).toBeLessThanOrEqual(50);
  expect(sandbox.maxOpen).toBeLessThanOrEqual(3);
  expect(sandbox.breaches).toEqual([]);
  await sandbox.stop();
}, 120_000);

test('a line that is full refuses with a reason', async () => {
  const line = aLine();
  let finish = () => {};
  const held = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const runs = Array.from({ length: 9 }, () => line.run(() => held, noSignal()));
  // Nothing that runs ends before it is told to.
  expect(await Promise.race(runs)).toEqual({ kind: 'refused', reason: 'the line is full' });
  finish();
  const ended = await Promise.all(runs);
  expect(ended.filter(({ kind }) => kind === 'ran')).not.toHaveLength(0);
});

test('whoever does not wait any more leaves at once, and is never asked for', async () => {
  const line = aLine({ maxOpen: 1 });
  let ran = 0;
  const { promise: held, resolve: finish } = Promise.withResolvers<void>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const first = line.run(() => {
    begin();
    return held;
  }, noSignal());
  await begun;
  const leaving = new AbortController();
  const second = line.run(async () => ran++, leaving.signal);
  leaving.abort();
  expect(await second).toEqual({ kind: 'refused', reason: 'no turn in time' });
  finish();
  await first;
  // Whoever comes after the one that left is served.
  expect(await line.run(async () => 'next', noSignal())).toEqual({ kind: 'ran', value: 'next' });
  expect(ran).toBe(0);
  expect(line.waiting()).toBe(0);
});

test('a source that asked to be left alone is not asked until then', async () => {
  let now = 0;
  const clock: Clock = { ...systemClock, now: () => now };
  const line = aLine({ clock });
  line.pause(30_000);
  expect(await line.run(async () => 1, noSignal())).toMatchObject({
    kind: 'refused',
    reason: expect.stringMatching('30 s'),
  });
  now = 30_001;
  expect(await line.run(async () => 1, noSignal())).toEqual({ kind: 'ran', value: 1 });
});
