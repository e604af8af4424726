import { beforeEach, expect, test } from 'vitest';
import { collectEvents } from '../../test/support/fakes.ts';
import { createVirtualClock, type VirtualClock } from '../../test/support/virtual-clock.ts';
import { createGuard, type Guard, type Run } from './guard.ts';

let clock: VirtualClock;
let events: ReturnType<typeof collectEvents>['events'];
let guard: Guard;
let run: Run;
let probe: () => Promise<unknown>;
let probes: number;

beforeEach(() => {
  clock = createVirtualClock();
  const collected = collectEvents();
  events = collected.events;
  probes = 0;
  probe = () => Promise.reject(new Error('ECONNREFUSED'));
  guard = createGuard({
    backend: 'redis',
    name: 'Redis at somewhere',
    probe() {
      probes++;
      return probe();
    },
    clock,
    tell: collected.tell,
  });
  run = guard.within(250);
});

const hang = () => new Promise<never>(() => {});
const offline = () => Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
const full = () => Promise.reject(new Error('OOM command not allowed'));

test('an answer is a value, and one timer is enough for many calls', async () => {
  const calls = await Promise.all([7, 8, 9].map((n) => run(async () => n)));
  expect(calls[0]).toEqual({ ok: true, value: 7 });
  expect(clock.pending).toBe(1);
  await clock.advance(250);
  expect(clock.pending).toBe(0);
});

test('no call takes longer than its deadline', async () => {
  let answer: unknown = 'waits';
  void run(hang).then((value) => {
    answer = value;
  });
  await clock.advance(249);
  expect(answer).toBe('waits');
  await clock.advance(1);
  expect(answer).toEqual({ ok: false, reason: 'late', detail: 'no answer within 250 ms' });
});

test('an answer that came while the event loop stood still is not called late', async () => {
  const answer = run(() => new Promise((resolve) => clock.after(249, () => resolve('in time'))));
  clock.stall(1_000);
  await clock.advance(0);
  expect(await answer).toEqual({ ok: true, value: 'in time' });
});

test('once it does not answer, nobody waits for it, until a probe comes back', async () => {
  let thaw = (_: unknown) => {};
  probe = () =>
    new Promise((resolve) => {
      thaw = resolve;
    });
  const first = run(hang);
  await clock.advance(250);
  await first;
  let asked = false;
  const second = await run(async () => {
    asked = true;
  });
  expect(second).toMatchObject({ ok: false, reason: 'unreachable' });
  expect(asked).toBe(false);
  await clock.advance(60_000);
  expect(probes).toBe(1);
  thaw(null);
  await clock.advance(0);
  expect(guard.state()).toEqual({ state: 'ok', backend: 'redis' });
  expect(await run(async () => 1)).toEqual({ ok: true, value: 1 });
});

test('an answer that comes late says that the store is there: the next call is made at once', async () => {
  const late = run(() => new Promise((resolve) => clock.after(260, () => resolve('late'))));
  await clock.advance(250);
  expect(await late).toMatchObject({ reason: 'late' });
  expect(await run(async () => 1)).toMatchObject({ ok: false });
  await clock.advance(10);
  expect(await run(async () => 1)).toEqual({ ok: true, value: 1 });
  expect(guard.state()).toEqual({ state: 'ok', backend: 'redis' });
  await clock.advance(5_000);
  expect(probes).toBe(0);
  expect(events.map(({ kind }) => kind)).toEqual(['warning', 'lifecycle']);
});

test('it is told once that the store fails and once that it is back, however many calls fail', async () => {
  await Promise.all([run(offline), run(offline), run(full)]);
  await clock.advance(5_000);
  expect(events.map(({ kind }) => kind)).toEqual(['warning']);
  expect(probes).toBe(10);
  probe = async () => {};
  await clock.advance(500);
  expect(events.map(({ kind }) => kind)).toEqual(['warning', 'lifecycle']);
  expect(clock.pending).toBe(0);
});

test('a full store is degraded, and still asked: reading works', async () => {
  expect(await run(full)).toMatchObject({ ok: false, reason: 'full' });
  expect(guard.state()).toMatchObject({ state: 'degraded', detail: 'full: OOM command not allowed' });
  expect(await run(async () => 'read')).toEqual({ ok: true, value: 'read' });
  expect(guard.state().state).toBe('degraded');
});

test('a closed store refuses, probes no more and says nothing more', async () => {
  await run(offline);
  guard.close();
  await clock.advance(60_000);
  expect(await run(async () => 1)).toMatchObject({ ok: false, reason: 'closed' });
  expect([probes, events.length, clock.pending]).toEqual([0, 1, 0]);
});
