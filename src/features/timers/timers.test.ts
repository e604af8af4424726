import { afterEach, expect, test } from 'vitest';
import { openCollections } from '../../../test/support/collections.ts';
import { aCall, aViewer } from '../../../test/support/fakes.ts';
import { aHouse } from '../../../test/support/house.ts';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import type { Event } from '../../domain/event.ts';
import type { Said } from '../../domain/saying.ts';
import type { OnAir } from '../../domain/stream.ts';
import { createCompile } from '../../domain/template.ts';
import { timers } from './index.ts';

let stop = async (): Promise<void> => {};
afterEach(() => stop());

async function create(over: { readonly end?: Said | Promise<Said> } = {}) {
  const clock = createVirtualClock();
  const { collection } = await openCollections(['my_channel'], clock);
  const said: string[] = [];
  const asked: number[] = [];
  const listeners: ((event: Event) => void)[] = [];
  const listen = (listener: (event: Event) => void) => {
    listeners.push(listener);
    return () => {};
  };
  let onAir: OnAir | null = { game: 'Hades', category: 'Hades', title: 'On joue', startedAt: 0, viewers: 1 };
  const parts = await timers.create(
    aHouse({
      clock,
      collection,
      settings: () => ({ most: 2 }),
      vitals: { health: () => new Map(), listen },
      compile: createCompile(() => new Map()),
      chat: {
        async stream() {
          asked.push(clock.now());
          return onAir;
        },
        async announce(_channel, text, { isTimer }) {
          said.push(`${text}${isTimer ? '' : '?'}`);
          return over.end ?? { kind: 'accepted', id: 'a' };
        },
      },
    }),
  );
  stop = async () => parts.stop?.();
  await parts.start?.();
  const [timer] = parts.commands!;
  async function type(args: string) {
    const outcome = await timer!.run(
      aCall(timer!, args, { viewer: aViewer('mo', 'moderator') }),
      new AbortController().signal,
    );
    return outcome.kind === 'reply' && outcome.text;
  }
  const talk = (lines: number) => {
    for (let i = 0; i < lines; i++) parts.sees?.('my_channel', 'lea');
  };
  const minutes = async (n: number) => {
    for (let i = 0; i < n * 12; i++) await clock.advance(5_000);
  };
  return {
    clock,
    said,
    asked,
    happens: (event: Event) => listeners.forEach((listener) => void listener(event)),
    type,
    talk,
    minutes,
    air(next: OnAir | null) {
      onAir = next;
    },
  };
}

test('a timer speaks after its minutes and lines, both, and not again before both came anew', async () => {
  const { said, type, talk, minutes } = await create();
  expect(await type('add hi -every=10m -lines=3 Bonjour')).toMatch(/^timer.saved name=hi/);
  await minutes(1);
  talk(2);
  await minutes(15);
  expect(said).toEqual([]);
  talk(1);
  await minutes(1);
  expect(said).toEqual(['Bonjour']);
  talk(50);
  await minutes(8);
  expect(said).toHaveLength(1);
  await minutes(3);
  expect(said).toHaveLength(2);
});

test('several texts take turns, and a text is not said twice in a row while there is another', async () => {
  const { said, type, talk, minutes } = await create();
  await type('add a -every=1m -lines=0 un || deux || trois');
  for (let i = 0; i < 4; i++) {
    talk(1);
    await minutes(1.1);
  }
  expect(said.slice(0, 4)).toEqual(['un', 'deux', 'trois', 'un']);
});

test('while nothing is on air Twitch is asked once a minute, however many timers wait', async () => {
  const { said, asked, type, minutes, air } = await create();
  await type('add un -every=1m -lines=0 un');
  await type('add deux -every=1m -lines=0 deux');
  air(null);
  await minutes(20);
  expect(asked.length).toBeGreaterThan(15);
  expect(asked.length).toBeLessThanOrEqual(20);
  air({ game: 'Hades', category: 'Hades', title: 'On joue', startedAt: 0, viewers: 1 });
  await minutes(1.1);
  expect(said).not.toEqual([]);
});

test('nothing is said while nothing is on air, unless it is always, or another game is', async () => {
  const { said, type, minutes, air } = await create();
  await type('add live -every=1m -lines=0 en direct');
  await type('add hades -every=1m -lines=0 -game=hades sur Hades');
  air(null);
  await minutes(10);
  expect(said).toEqual([]);
  air({ game: 'Celeste', category: 'Celeste', title: 'x', startedAt: 0, viewers: 1 });
  await minutes(3);
  expect(new Set(said)).toEqual(new Set(['en direct']));
  air(null);
  await type('edit live -always');
  said.length = 0;
  await minutes(3);
  expect(said).toContain('en direct');
});

test('after an absence one is said, and none piles up', async () => {
  const { clock, said, type, minutes, air } = await create();
  await type('add a -every=1m -lines=0 un');
  air(null);
  await minutes(30);
  air({ game: null, category: 'x', title: 'x', startedAt: 0, viewers: 1 });
  await clock.advance(5_000);
  await clock.advance(5_000);
  await clock.advance(5_000);
  expect(said).toEqual(['un']);
});

test('what could not be said is tried again a minute later', async () => {
  const { said, type, minutes } = await create({ end: { kind: 'unsaid', reason: 'x' } });
  await type('add a -every=5m -lines=0 un');
  await minutes(6);
  expect(said.length).toBe(1);
  await minutes(1);
  expect(said.length).toBe(2);
});

test('timers are listed, tried, switched off and deleted', async () => {
  const { said, type, minutes } = await create();
  expect(await type('')).toBe('timer.none prefix=!');
  await type('add a -every=1m -lines=0 un');
  expect(await type('test a')).toBe('un');
  expect(await type('off a')).toBe('timer.off name=a');
  expect(await type('list')).toBe('timer.list names=a (off)');
  await minutes(5);
  expect(said).toEqual([]);
  expect(await type('on a')).toBe('timer.on name=a');
  await minutes(2);
  expect(said.length).toBeGreaterThan(0);
  expect(await type('del a')).toBe('timer.deleted name=a');
  expect(await type('test a')).toBe('timer.unknown name=a');
});

test.each([
  ['add a -every=30s un', /-every=15m \(1m/],
  ['add a -zz=30s un', /^timer.option.unknown option=-zz/],
  ['add a -lines=x un', /-lines=5/],
  ['add a -color=red un', /-color/],
  ['add a', /^timer.usage/],
  ['add a$b un', /^timer.usage/],
  ['add a $(usr)', /^template/],
  ['edit b un', /^timer.unknown/],
  ['dance a', /^timer.usage/],
  [`add a ${'x '.repeat(210)}`, /^timer.long/],
  [`add a ${'x || '.repeat(11)}`, /^timer.texts/],
])('"%s" is refused', async (typed, reason) => {
  const { type } = await create();
  expect(await type(typed)).toMatch(reason);
});

test('a raid is greeted first, and moderators at work are not talked over', async () => {
  const { said, type, minutes, happens } = await create();
  const channel = 'my_channel';
  await type('add a -every=1m -lines=0 un || deux');
  await minutes(0.75);
  happens({ kind: 'chat.event', what: 'raid', channel, by: { id: '9', login: 'bob', name: 'Bob' }, count: 20 });
  await minutes(0.9);
  expect(said).toEqual([]);
  await minutes(0.25);
  expect(said).toEqual(['un']);
  await minutes(0.9);
  const withdrawn = { kind: 'chat.withdrawn', channel, messageId: null, viewerId: '7' } as const;
  for (let i = 0; i < 2; i++) happens(withdrawn);
  await minutes(0.25);
  expect(said).toHaveLength(2);
  await minutes(0.5);
  for (let i = 0; i < 3; i++) happens(withdrawn);
  await minutes(0.4);
  expect(said).toHaveLength(2);
  await minutes(0.3);
  expect(said).toHaveLength(3);
});

test('to stop does not wait until what is to be said has had its turn', async () => {
  const { said, type, minutes } = await create({ end: new Promise(() => {}) });
  await type('add a -every=1m -lines=0 un');
  await minutes(2);
  expect(said).toEqual(['un']);
  let stopped = false;
  void stop().then(() => {
    stopped = true;
  });
  for (let i = 0; i < 20; i++) await Promise.resolve();
  expect(stopped).toBe(true);
});
