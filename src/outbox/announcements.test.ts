import { expect, test } from 'vitest';
import { collectEvents } from '../../test/support/fakes.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import type { Said, Saying } from '../domain/saying.ts';
import { sleep } from '../lib/clock.ts';
import { createAnnouncements } from './announcements.ts';

function create(over: { readonly say?: (saying: Saying) => Promise<Said> } = {}) {
  const clock = createVirtualClock();
  const stop = new AbortController();
  const open = new Set(['here', 'there']);
  const said: { text: string; at: number; rank: string }[] = [];
  const startedAt = clock.now();
  const { events, tell } = collectEvents();
  const announce = createAnnouncements({
    say:
      over.say ??
      (async ({ text, rank }) => {
        said.push({ text, at: clock.now() - startedAt, rank });
        return { kind: 'accepted', id: text };
      }),
    isOpen: (channel) => open.has(channel),
    clock,
    tell,
    stopping: stop.signal,
  });
  const start = (channel: string, text: string, withinMs: number, isTimer = false) =>
    announce(channel, text, { by: 'test', deadline: clock.now() + withinMs, isTimer });
  return { clock, said, events, open, stop, start };
}

test('announcements of one channel are ten seconds apart, those of another do not wait', async () => {
  const { clock, said, start } = create();
  const all = [start('here', 'a', 30_000), start('here', 'b', 30_000), start('there', 'c', 30_000)];
  await clock.advance(10_000);
  await Promise.all(all);
  expect(said).toEqual([
    { text: 'a', at: 0, rank: 'notice' },
    { text: 'c', at: 0, rank: 'notice' },
    { text: 'b', at: 10_000, rank: 'notice' },
  ]);
});

test('the pause counts from when the one before had left, however long that took', async () => {
  const left: [text: string, at: number][] = [];
  const { clock, start } = create({
    async say({ text }) {
      if (text === 'late') await sleep(clock, 4_000, new AbortController().signal);
      left.push([text, clock.now() - begun]);
      return { kind: 'accepted', id: text };
    },
  });
  const begun = clock.now();
  const all = [start('here', 'late', 30_000), start('here', 'b', 30_000), start('here', 'c', 20_000)];
  await clock.advance(40_000);
  expect(await Promise.all(all)).toMatchObject([{ kind: 'accepted' }, { kind: 'accepted' }, { kind: 'unsaid' }]);
  expect(left).toEqual([
    ['late', 4_000],
    ['b', 14_000],
  ]);
});

test('timers are a minute apart, other announcements come between them', async () => {
  const { clock, said, start } = create();
  const all = [
    start('here', 'timer 1', 0, true),
    start('here', 'timer 2', 70_000, true),
    start('here', 'raid', 90_000),
  ];
  await clock.advance(70_000);
  await Promise.all(all);
  expect(said.map(({ text, at }) => [text, at])).toEqual([
    ['timer 1', 0],
    ['timer 2', 60_000],
    ['raid', 70_000],
  ]);
});

test('what cannot be said before its deadline is not said, is accounted for, and delays nothing', async () => {
  const { clock, said, events, start } = create();
  await start('here', 'a', 0);
  expect(await start('here', 'b', 5_000)).toMatchObject({ kind: 'unsaid' });
  const c = start('here', 'c', 10_000);
  await clock.advance(10_000);
  await c;
  expect(said.map(({ text, at }) => [text, at])).toEqual([
    ['a', 0],
    ['c', 10_000],
  ]);
  expect(events).toMatchObject([
    { kind: 'announcement.ended', channel: 'here', by: 'test', result: 'accepted' },
    { result: 'unsaid', reason: 'too many announcements before the deadline' },
    { result: 'accepted' },
  ]);
});

test('nothing is announced where the channel is not served, also when it was given up while it waited', async () => {
  const { clock, said, open, start } = create();
  expect(await start('elsewhere', 'x', 1_000)).toMatchObject({ kind: 'unsaid' });
  await start('here', 'a', 0);
  const b = start('here', 'b', 30_000);
  open.delete('here');
  await clock.advance(10_000);
  expect(await b).toMatchObject({ kind: 'unsaid' });
  expect(said.map(({ text }) => text)).toEqual(['a']);
});

test('a bot that stops leaves no announcement waiting', async () => {
  const { said, stop, start } = create();
  await start('here', 'a', 0);
  const b = start('here', 'b', 30_000);
  stop.abort();
  expect(await b).toMatchObject({ kind: 'unsaid' });
  expect(said).toHaveLength(1);
});
