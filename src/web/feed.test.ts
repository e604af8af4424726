import { expect, test } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import type { Event } from '../domain/event.ts';
import { createFeed } from './feed.ts';

const all = () => true;
const ended = (over: object = {}): Event => ({
  ...{ kind: 'command.ended', command: 'ask', channel: 'here', viewer: 'lea', viewerId: '7', ending: 'answered' },
  ...{ text: '!ask hi', source: 'cache', ms: 12.4, cents: 0.5 },
  ...over,
});
function scene(minutes = 60) {
  const clock = createVirtualClock();
  const feed = createFeed({ clock, wordMinutes: () => minutes });
  return { clock, feed, tell: feed.hear };
}

test('of everything that is told, what happened is remembered once', () => {
  const { feed, tell } = scene();
  for (const event of [{ kind: 'chat.received' }, ended(), { kind: 'wait', for: 'slot', ms: 1 }] as const) tell(event);
  const [item, ...more] = feed.read(null, 50, all);
  expect(more).toEqual([]);
  expect(item).toMatchObject({
    viewer: 'lea',
    text: '!ask hi',
    ending: 'answered',
    source: 'cache',
    ms: 12,
    cents: 0.5,
  });
});

test('two thousand items are remembered, and no more', () => {
  const { feed, tell } = scene();
  for (let i = 0; i < 5_000; i++) tell(ended({ command: `c${i}` }));
  const items = feed.read(0, 10_000, all);
  expect([items.length, items[0]?.command, items.at(-1)?.command]).toEqual([2_000, 'c3000', 'c4999']);
});

test('a reader who goes on from the last item misses nothing and reads nothing twice', () => {
  const { feed, tell } = scene();
  const read: (string | null)[] = [];
  let after: number | null = feed.last();
  for (let round = 0; round < 40; round++) {
    for (let i = 0; i < 7; i++) tell(ended({ command: `c${round * 7 + i}`, channel: i % 2 ? 'here' : 'there' }));
    const items = feed.read(after, 3, (channel) => channel === 'here');
    after = items.at(-1)?.id ?? after;
    read.push(...items.map(({ command }) => command));
  }
  expect(read).toEqual(
    Array.from({ length: 280 }, (_, i) => i)
      .filter((i) => (i % 7) % 2)
      .map((i) => `c${i}`),
  );
});

test('ids go on growing in a process that starts later', async () => {
  const first = scene();
  for (let i = 0; i < 100; i++) first.tell(ended());
  const clock = createVirtualClock();
  await clock.advance(60_000);
  expect(createFeed({ clock, wordMinutes: () => 60 }).last()).toBeGreaterThan(first.feed.last());
});

test('words vanish after their time, and where they are switched off they are never there', async () => {
  const { clock, feed, tell } = scene(10);
  tell(ended());
  await clock.advance(9 * 60_000);
  tell(ended({ text: '!ask later' }));
  expect(feed.read(null, 9, all).map(({ text }) => text)).toEqual(['!ask hi', '!ask later']);
  await clock.advance(60_001);
  expect(feed.read(null, 9, all).map(({ text }) => text)).toEqual([null, '!ask later']);
  const silent = scene(0);
  silent.tell(ended());
  expect(silent.feed.read(null, 9, all)[0]).toMatchObject({ text: null, viewer: 'lea' });
});

test('of a viewer who wants to be forgotten neither name nor words stay, nor in what others said', () => {
  const { feed, tell } = scene();
  tell(ended());
  tell(ended({ viewer: 'milo', viewerId: '8', text: '!ask what does Lea play?' }));
  tell({ kind: 'announcement.ended', channel: 'here', by: 'stream', result: 'accepted', text: 'Thank you @Lea!' });
  tell(ended({ viewer: 'milo', viewerId: '8', text: '!ask a leap year?' }));
  feed.forget('7', ['lea', 'Lea']);
  const items = feed.read(null, 9, all);
  expect(JSON.stringify(items)).not.toMatch(/\blea\b/i);
  expect(items.map(({ command }) => command)).toEqual(['ask', 'ask', null, 'ask']);
  expect(items[3]?.text).toBe('!ask a leap year?');
});

test('a warning is told in the language of the reader, and forgotten in both', async () => {
  const { clock, feed, tell } = scene();
  tell({ kind: 'warning', text: 'lea is not in chat', fr: 'lea n’est pas dans le chat' });
  const texts = () => (['fr', 'en', null] as const).map((language) => feed.read(null, 9, all, language)[0]?.text);
  expect(texts()).toEqual(['lea n’est pas dans le chat', 'lea is not in chat', 'lea is not in chat']);
  expect(Object.keys(feed.read(null, 9, all, 'fr')[0]!)).not.toContain('fr');
  expect(feed.erased()).toBe(0);
  feed.forget('7', ['lea']);
  expect([texts(), feed.erased()]).toEqual([[null, null, null], 1]);
  tell({ kind: 'warning', text: 'late', fr: 'tard' });
  await clock.advance(61 * 60_000);
  expect(feed.read(null, 9, all, 'fr').map(({ text }) => text)).toEqual([null, null]);
});

test('of a viewer about whom nothing may be stored there is neither name nor text', () => {
  const { feed, tell } = scene();
  tell({ ...ended(), viewerId: '', text: undefined } as unknown as Event);
  expect(feed.read(null, 9, all)[0]).toMatchObject({ viewer: null, text: null, command: 'ask' });
});

test('what happens on the stream is an event, and names nobody', () => {
  const { feed, tell } = scene();
  const by = { id: '7', login: 'lea', name: 'Lea' };
  for (const [what, count] of [
    ['raid', 42],
    ['sub', 1],
    ['resub', 12],
    ['gift', 5],
    ['cheer', 100],
    ['online', 1],
    ['redemption', 500],
    ['hype_train', 2],
  ] as const)
    tell({ kind: 'chat.event', channel: 'here', what, by, count });
  const items = feed.read(null, 9, all);
  expect(items.map(({ kind, by, text }) => `${kind} ${by}: ${text}`)).toEqual([
    'event raid: a raid with 42 viewers',
    'event sub: a new subscription',
    'event resub: a subscription of 12 months',
    'event gift: subscriptions given: 5',
    'event cheer: a cheer of 100 bits',
    'event online: the stream begins',
    'event redemption: a reward for 500 points',
    'event hype_train: a hype train of level 2',
  ]);
  expect(JSON.stringify(items)).not.toMatch(/lea/i);
});
