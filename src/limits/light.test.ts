import { expect, test } from 'vitest';
import { aViewer, someSettings } from '../../test/support/fakes.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import type { Role } from '../domain/viewer.ts';
import { openStorage } from '../storage/storage.ts';
import { createLightLimits } from './light.ts';
import { createLightStore } from './light-store.ts';
import type { Answer } from './memory-ledger.ts';

const rate = { ...someSettings().rate_limiting, light_cooldown: 3, light_channel_cooldown: 5, cap: 4 };

function create(settings = rate) {
  const clock = createVirtualClock();
  const light = createLightLimits(clock);
  const use = (
    name: string,
    login: string,
    own: { readonly viewer?: number; readonly channel?: number } = {},
    ...roles: Role[]
  ): Answer =>
    light.admit(
      {
        channel: 'my_channel',
        viewer: aViewer(login, ...roles),
        pace: { name, viewerSeconds: own.viewer ?? null, channelSeconds: own.channel ?? null },
      },
      settings,
      clock.now(),
    );
  return { clock, light, use };
}
const refused = (by: string, retryAfterMs: number) => ({ granted: false, by, retryAfterMs });

test('a viewer waits 3 s between light commands, a command 5 s in its channel', async () => {
  const { clock, use } = create();
  expect(use('quote', 'lea')).toMatchObject({ granted: true });
  expect(use('uptime', 'lea')).toEqual(refused('cooldown', 3_000));
  expect(use('quote', 'max')).toEqual(refused('channel', 5_000));
  await clock.advance(3_000);
  expect(use('uptime', 'lea')).toMatchObject({ granted: true });
  expect(use('quote', 'max')).toEqual(refused('channel', 2_000));
  await clock.advance(2_000);
  expect(use('quote', 'max')).toMatchObject({ granted: true });
});

test('moderators and the broadcaster wait for nobody and make nobody wait', () => {
  const { use } = create();
  for (const role of ['moderator', 'broadcaster'] as const) {
    expect(use('quote', 'mo', {}, role)).toMatchObject({ granted: true });
    expect(use('quote', 'mo', { viewer: 60, channel: 60 }, role)).toMatchObject({ granted: true });
  }
  expect(use('quote', 'lea')).toMatchObject({ granted: true });
});

test('the seconds of a command replace the limits in both directions', async () => {
  const { clock, use } = create();
  const quick = { viewer: 0, channel: 0 };
  for (let i = 0; i < 5; i++) expect(use('!hi', 'lea', quick)).toMatchObject({ granted: true });
  expect(use('quote', 'lea')).toMatchObject({ granted: true });
  const slow = { viewer: 60, channel: 30 };
  expect(use('!slow', 'max', slow)).toMatchObject({ granted: true });
  expect(use('!slow', 'lea', slow)).toEqual(refused('channel', 30_000));
  await clock.advance(30_000);
  expect(use('!slow', 'max', slow)).toEqual(refused('cooldown', 30_000));
  expect(use('!slow', 'lea', slow)).toMatchObject({ granted: true });
});

test('command_cooldowns holds for a light command too', async () => {
  const { clock, use } = create({ ...rate, command_cooldowns: { quote: 20 }, light_channel_cooldown: 0 });
  use('quote', 'lea');
  expect(use('uptime', 'lea')).toMatchObject({ granted: true });
  await clock.advance(19_000);
  expect(use('quote', 'lea')).toEqual(refused('cooldown', 1_000));
});

test('what did not run was never there, and a reset forgives a viewer', () => {
  const { light, use } = create({ ...rate, light_channel_cooldown: 0 });
  const first = use('quote', 'lea');
  if (first.granted) first.settle(false);
  expect(use('quote', 'lea')).toMatchObject({ granted: true });
  use('!own', 'lea', { viewer: 60 });
  light.reset('my_channel', 'id-lea');
  expect(use('quote', 'lea')).toMatchObject({ granted: true });
  expect(use('!own', 'lea', { viewer: 60 })).toMatchObject({ granted: true });
});

test('a restart, or another process, forgets no long window; a pardon and a command that did not run are not remembered', async () => {
  const clock = createVirtualClock();
  const opened = await openStorage({ url: 'memory:', folder: '/nowhere', clock, tell: () => {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  const { storage } = opened;
  const process = () => {
    const light = createLightLimits(clock);
    const stored = createLightStore({ light, store: storage, clock });
    const use = (login: string, name = '!daily') => {
      const pace = { name, viewerSeconds: name === '!daily' ? 3_600 : 5, channelSeconds: 0 };
      return light.admit({ channel: 'my_channel', viewer: aViewer(login), pace }, rate, clock.now());
    };
    return { light, stored, use };
  };
  const first = process();
  for (const login of ['lea', 'max', 'sam']) expect(first.use(login).granted).toBe(true);
  first.use('lea', '!short');
  const cut = first.use('zoe');
  if (cut.granted) cut.settle(false);
  first.light.reset('my_channel', aViewer('sam').id);
  // The store takes so many writes in one turn of the event loop.
  for (let turns = 0; turns < 20; turns++) await clock.advance(50);
  const second = process();
  await second.stored.start();
  expect(second.use('lea')).toEqual(refused('cooldown', 3_599_000));
  expect(second.use('lea', '!short').granted).toBe(true);
  expect([second.use('zoe').granted, second.use('sam').granted]).toEqual([true, true]);
  const third = process();
  await third.stored.tookOver(['elsewhere']);
  expect(third.use('ann').granted).toBe(true);
  await third.stored.tookOver(['my_channel']);
  expect(third.use('max')).toEqual(refused('cooldown', 3_599_000));
  await clock.advance(3_600_000);
  expect(third.use('max').granted).toBe(true);
});
