import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keySay } from '../../../test/support/fakes.ts';
import { aHouse } from '../../../test/support/house.ts';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import type { Event, Tell } from '../../domain/event.ts';
import type { House } from '../../domain/feature.ts';
import type { Said } from '../../domain/saying.ts';
import type { StreamEvent } from '../../domain/stream.ts';
import { createCompile, type Variable } from '../../domain/template.ts';
import { reactions } from './index.ts';
import { reactionSettings } from './settings.ts';

const plain = (name: string, value: Variable['value']): [string, Variable] => [
  name,
  { name, argument: 'none', example: name, value },
];
const variables = new Map([
  plain('user', async (_argument, { call }) => call.message.viewer.name),
  plain('count', async (_argument, { count }) => String(count)),
]);

async function scene(config: object = {}, over: Partial<House> = {}) {
  const clock = createVirtualClock();
  const told: Event[] = [];
  const said: string[] = [];
  const listeners: Tell[] = [];
  const waiting: (() => void)[] = [];
  const house = aHouse({
    clock,
    say: keySay,
    tell: (event) => void told.push(event),
    settings: () => reactionSettings.parse(config),
    compile: createCompile(() => variables),
    vitals: {
      health: () => new Map(),
      listen(listener: Tell) {
        listeners.push(listener);
        return () => void listeners.splice(listeners.indexOf(listener), 1);
      },
    },
    chat: {
      /** Every line takes until the test lets it go. */
      announce: (_channel, text, { deadline }) =>
        new Promise<Said>((resolve) => {
          said.push(clock.now() > deadline ? `too late: ${text}` : text);
          waiting.push(() => resolve({ kind: 'accepted', id: '1' }));
        }),
    },
    ...over,
  } as Parameters<typeof aHouse>[0]);
  const parts = await reactions.create(house);
  const settle = async () => {
    for (let i = 0; i < 30; i++) await Promise.resolve();
  };
  return {
    ...{ clock, told, said, parts },
    async happens(what: StreamEvent['what'], login = 'lea', count = 1, title?: string) {
      const by = { id: `id-${login}`, login, name: login };
      const event = { kind: 'chat.event', channel: 'my_channel', what, by, count, ...(title && { title }) } as const;
      for (const listener of listeners) listener(event);
      await settle();
    },
    /** What is being said has been said. */
    async goOn() {
      waiting.shift()?.();
      await settle();
    },
  };
}

test('raids, subscriptions and gifts are thanked for from the start, cheers where config.yaml says so', async () => {
  const it = await scene();
  await it.happens('raid', 'bob', 1);
  await it.happens('cheer', 'bob', 1_000);
  expect(it.said).toEqual([]);
  for (const [what, count] of [
    ['raid', 42],
    ['sub', 1],
    ['resub', 12],
    ['gift', 1],
    ['gift', 5],
  ] as const) {
    await it.happens(what, 'bob', count);
    await it.goOn();
  }
  expect(it.said).toEqual([
    'reactions.raid name=bob count=42',
    'reactions.sub name=bob',
    'reactions.resub name=bob count=12',
    'reactions.gift name=bob',
    'reactions.gifts name=bob count=5',
  ]);
  const cheers = await scene({ cheer: { on: true, min: 100 } });
  await cheers.happens('cheer', 'bob', 99);
  await cheers.happens('cheer', 'lea', 100);
  expect(cheers.said).toEqual(['reactions.cheer name=lea count=100']);
});

test('what comes while the bot is thanking is said together with its kind, or not at all once it is old', async () => {
  const it = await scene();
  await it.happens('sub', 'a');
  for (const login of ['b', 'c', 'd']) await it.happens('sub', login);
  await it.happens('gift', 'e');
  expect(it.said).toEqual(['reactions.sub name=a']);
  await it.goOn();
  expect(it.said.slice(1)).toEqual(['reactions.sub name=b reactions.and n=2']);
  await it.clock.advance(30_001);
  await it.goOn();
  expect(it.said.slice(2)).toEqual(['too late: reactions.gift name=e']);
  await it.goOn();
  await it.happens('sub', 'f');
  expect(it.said.slice(3)).toEqual(['reactions.sub name=f']);
});

test('the operator’s own words are said with who did it and how much; what is wrong in them is told, and the phrase said', async () => {
  const it = await scene({ raid: { say: 'Salut $(user) et ses $(count) !' }, sub: { say: 'Merci $(usr)' } });
  await it.parts.start?.();
  expect(it.told).toEqual([
    expect.objectContaining({ kind: 'warning', text: expect.stringContaining('reactions.sub.say') }),
  ]);
  await it.happens('raid', 'bob', 42);
  await it.goOn();
  await it.happens('sub', 'ana');
  expect(it.said).toEqual(['Salut bob et ses 42 !', 'reactions.sub name=ana']);
});

test.each([
  ['follow', 1, 'reactions.follow name=lea'],
  ['online', 1, 'reactions.online name=lea'],
  ['offline', 1, 'reactions.offline'],
  ['ad', 90, 'reactions.ad count=90'],
  ['redemption', 500, 'reactions.redemption name=lea title=Hydrate count=500'],
  ['hype_train', 2, 'reactions.hype_train count=2'],
  ['shoutout', 42, 'reactions.shoutout name=lea'],
  ['first_chat', 1, 'reactions.first_chat name=lea'],
] as const)('%s is said where config.yaml says so, from its least on', async (what, count, said) => {
  const off = await scene();
  await off.happens(what, 'lea', count);
  expect(off.said).toEqual([]);
  const title = what === 'redemption' ? 'Hydrate' : undefined;
  const it = await scene({ [what]: { on: true, min: count } });
  await it.happens(what, 'lea', count - 1, title);
  await it.happens(what, 'lea', count, title);
  expect(it.said).toEqual([said]);
});

test('of what the channel itself does the latest is said; whoever wrote or redeemed is not thanked', async () => {
  const it = await scene({ hype_train: { on: true }, first_chat: { on: true } });
  await it.happens('sub', 'a');
  for (const level of [2, 3, 4]) await it.happens('hype_train', 'my_channel', level);
  for (const login of ['b', 'c', 'd']) await it.happens('first_chat', login);
  for (let i = 0; i < 3; i++) await it.goOn();
  expect(it.said.slice(1)).toEqual(['reactions.hype_train count=4', 'reactions.first_chat name=b reactions.more n=2']);
});

test('who shouts the channel out in front of nobody is thanked too', async () => {
  const it = await scene({ shoutout: { on: true } });
  await it.happens('shoutout', 'bob', 0);
  expect(it.said).toEqual(['reactions.shoutout name=bob']);
});

test('permissions are asked for by what is on', () => {
  const events = (config: object) => reactions.events?.(reactionSettings.parse(config));
  expect(events({})).toEqual(['raid', 'sub', 'resub', 'gift']);
  expect(events({ raid: { on: false }, ad: { on: true } })).toEqual(['sub', 'resub', 'gift', 'ad']);
});

test('whoever wants no name is thanked without one', async () => {
  const it = await scene();
  await it.happens('gift', 'ananonymousgifter', 5);
  expect(it.said).toEqual(['reactions.gifts name=reactions.anonymous count=5']);
});

test('who asked to be forgotten, and who is called what may not be said, is not named', async () => {
  const optedOut = async (id: string) => ({ ok: true as const, value: id === 'id-gone' });
  const it = await scene(
    {},
    { privacy: { isOptedOut: optedOut } as never, leaves: async (_c, text) => text !== 'rude' },
  );
  await it.happens('sub', 'gone');
  await it.happens('sub', 'rude');
  expect(it.said).toEqual([]);
  expect(it.told).toMatchObject([{ kind: 'announcement.ended', by: 'reactions', result: 'unsaid' }]);
  expect(JSON.stringify(it.told)).not.toMatch(/rude|gone/);
});

test('an announcement that fails is a bug in the log, and what waited behind it is said', async () => {
  let fails = 1;
  const said: string[] = [];
  const gate = Promise.withResolvers<void>();
  const it = await scene({}, {
    chat: {
      async announce(_channel: string, text: string) {
        await gate.promise;
        if (fails-- > 0) throw new Error('the outbox is broken');
        said.push(text);
        return { kind: 'accepted', id: '1' };
      },
    },
  } as unknown as Partial<House>);
  await it.happens('raid', 'bob', 42);
  await it.happens('sub', 'lea');
  await it.happens('gift', 'zoe', 5);
  gate.resolve();
  await it.happens('cheer', 'nobody');
  expect(said).toEqual(['reactions.sub name=lea', 'reactions.gifts name=zoe count=5']);
  expect(it.told).toMatchObject([{ kind: 'bug', where: 'a reaction' }]);
});

test('whatever is told and whatever fails, each event ends and the next one is said', async () => {
  const kinds = fc.constantFrom<StreamEvent['what']>(
    'raid',
    'sub',
    'gift',
    'resub',
    'online',
    'hype_train',
    'redemption',
  );
  const trouble = fc.constantFrom('fine', 'fine', 'throws', 'rejects', 'refuses');
  const happening = fc.record({
    what: kinds,
    trouble,
    login: fc.constantFrom('a', 'ananonymousgifter', ''),
    odd: fc.string(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 12 }), async (all) => {
      let now = 'fine';
      const said: string[] = [];
      const fail = <T>(good: T, bad: T): Promise<T> => {
        if (now === 'throws') throw new Error('thrown');
        if (now === 'rejects') return Promise.reject(new Error('rejected'));
        return Promise.resolve(now === 'refuses' ? bad : good);
      };
      const on = Object.fromEntries(['online', 'hype_train', 'redemption'].map((kind) => [kind, { on: true }]));
      const it = await scene(on, {
        leaves: () => fail(true, false),
        privacy: { isOptedOut: () => fail<unknown>({ ok: true, value: false }, { ok: false, reason: 'down' }) },
        chat: {
          announce: (_channel: string, text: string) => {
            said.push(text);
            return fail<unknown>({ kind: 'accepted', id: '1' }, { kind: 'unsaid', reason: 'no' });
          },
        },
      } as unknown as Partial<House>);
      for (const { what, trouble, login, odd } of all) {
        now = trouble;
        await it.happens(what, login, odd.length, odd);
      }
      now = 'fine';
      said.length = 0;
      await it.happens('raid', 'last', 42);
      expect(said).toEqual(['reactions.raid name=last count=42']);
    }),
    { numRuns: 60, seed: 5 },
  );
});
