import { describe, expect, it } from 'vitest';
import { createScene, viewerOf } from '../../test/support/limits-fixtures.ts';
import type { Verdict } from '../domain/verdict.ts';

const ann = viewerOf('1001');
const bob = viewerOf('1002');
const boss = viewerOf('1', 'broadcaster');
const hour = 3_600_000;

function admitted(verdict: Verdict) {
  if (verdict.kind !== 'admitted') throw new Error(`refused by ${verdict.by}`);
  return verdict;
}

describe('the cooldown', () => {
  it('counts from the admission, and an attempt that was refused extends nothing', () => {
    const scene = createScene();
    const verdict = admitted(scene.ask(ann));
    scene.clock.advance(4_000);
    verdict.settle(true);
    expect(scene.run(ann)).toMatchObject({ by: 'cooldown', retryAfterMs: 6_000 });
    scene.clock.advance(5_999);
    expect(scene.run(ann)).toMatchObject({ by: 'cooldown', retryAfterMs: 1 });
    scene.clock.advance(1);
    expect(scene.run(ann)).toBe('admitted');
  });

  it('of one viewer holds up nobody else, in no other channel either', () => {
    const scene = createScene();
    scene.run(ann);
    expect(scene.run(bob)).toBe('admitted');
    expect(scene.run(ann, { channel: 'elsewhere' })).toBe('admitted');
  });

  it('of one command is longer than that of all, for this command alone', () => {
    const scene = createScene({ command_cooldowns: { game: 60 } });
    scene.run(ann, { command: 'game' });
    scene.clock.advance(10_000);
    expect(scene.run(ann)).toBe('admitted');
    scene.clock.advance(10_000);
    expect(scene.run(ann, { command: 'game' })).toMatchObject({ by: 'cooldown', retryAfterMs: 40_000 });
    scene.clock.advance(40_000);
    expect(scene.run(ann, { command: 'game' })).toBe('admitted');
  });

  it('of a channel holds for everybody in it', () => {
    const scene = createScene({ channel_cooldown: 5 });
    scene.run(ann);
    scene.clock.advance(2_000);
    expect(scene.run(bob)).toMatchObject({ by: 'channel', retryAfterMs: 3_000 });
    expect(scene.run(bob, { channel: 'elsewhere' })).toBe('admitted');
    scene.clock.advance(3_000);
    expect(scene.run(bob)).toBe('admitted');
  });

  it('follows a change of the settings at once', () => {
    const scene = createScene();
    scene.run(ann);
    scene.clock.advance(3_000);
    scene.settings = { ...scene.settings, user_cooldown: 3 };
    expect(scene.run(ann)).toBe('admitted');
    scene.settings = { ...scene.settings, user_cooldown: 60 };
    scene.clock.advance(10_000);
    expect(scene.run(ann)).toMatchObject({ by: 'cooldown', retryAfterMs: 50_000 });
  });
});

describe('the hourly cap', () => {
  it('holds in any 60 minutes, not by the hour of the clock', () => {
    const scene = createScene();
    for (let n = 0; n < 20; n++) {
      expect(scene.run(ann)).toBe('admitted');
      scene.clock.advance(60_000);
    }
    expect(scene.run(ann)).toMatchObject({ by: 'hourly', retryAfterMs: hour - 20 * 60_000 });
    scene.clock.advance(hour - 20 * 60_000 - 1);
    expect(scene.run(ann)).toMatchObject({ by: 'hourly', retryAfterMs: 1 });
    scene.clock.advance(1);
    expect(scene.run(ann)).toBe('admitted');
    scene.clock.advance(10_000);
    expect(scene.run(ann)).toMatchObject({ by: 'hourly', retryAfterMs: 50_000 });
  });

  it('goes up and down with the settings, and forgets nothing in between', () => {
    const scene = createScene({ user_cooldown: 0, max_requests_per_user_hour: 50 });
    for (let n = 0; n < 50; n++) {
      expect(scene.run(ann)).toBe('admitted');
      scene.clock.advance(1_000);
    }
    expect(scene.run(ann)).toMatchObject({ by: 'hourly', retryAfterMs: hour - 50_000 });
    scene.settings = { ...scene.settings, max_requests_per_user_hour: 10 };
    expect(scene.run(ann)).toMatchObject({ by: 'hourly', retryAfterMs: hour - 10_000 });
    scene.settings = { ...scene.settings, max_requests_per_user_hour: 51 };
    expect(scene.run(ann)).toBe('admitted');
    expect(scene.run(ann)).toMatchObject({ by: 'hourly' });
  });

  it('and the cooldown do not hold the broadcaster, one in flight does', () => {
    const scene = createScene();
    for (let n = 0; n < 100; n++) expect(scene.run(boss)).toBe('admitted');
    admitted(scene.ask(boss));
    expect(scene.ask(boss)).toMatchObject({ by: 'in_flight' });
  });

  it('and the cooldown are kinder to the roles that the settings name, when a viewer has all of them', () => {
    const allowances = [{ roles: ['vip', 'subscriber'], cooldown: 0.5, hourly: 2 }] as const;
    const scene = createScene({ allowances, max_requests_per_user_hour: 1 });
    const both = viewerOf('7', 'vip', 'subscriber');
    scene.run(both);
    scene.clock.advance(5_000);
    expect(scene.run(both)).toBe('admitted');
    scene.clock.advance(5_000);
    expect(scene.run(both)).toMatchObject({ by: 'hourly' });
    const one = viewerOf('8', 'vip');
    scene.run(one);
    scene.clock.advance(5_000);
    expect(scene.run(one)).toMatchObject({ by: 'cooldown' });
  });
});

describe('a command in flight', () => {
  it('blocks a second one of its viewer until it is settled; settling it twice changes nothing', () => {
    const scene = createScene({ user_cooldown: 0 });
    const first = admitted(scene.ask(ann));
    scene.clock.advance(1_000);
    expect(scene.ask(ann)).toMatchObject({ by: 'in_flight', retryAfterMs: 19_000 });
    first.settle(true);
    const second = admitted(scene.ask(ann));
    first.settle(false);
    expect(scene.ask(ann)).toMatchObject({ by: 'in_flight' });
    second.settle(true);
    admitted(scene.ask(ann));
  });

  it('that did not run gives everything back, whatever was admitted since', () => {
    const scene = createScene({ channel_cooldown: 1, max_requests_per_user_hour: 1 });
    const first = admitted(scene.ask(ann));
    scene.clock.advance(1_000);
    const second = admitted(scene.ask(bob));
    first.settle(false);
    expect(scene.ask(ann)).toMatchObject({ by: 'channel' });
    second.settle(false);
    expect(scene.run(ann)).toBe('admitted');
    scene.clock.advance(1_000);
    expect(scene.run(bob)).toBe('admitted');
    scene.clock.advance(10_000);
    expect(scene.run(ann)).toMatchObject({ by: 'hourly', retryAfterMs: hour - 11_000 });
  });
});

describe('a refusal', () => {
  it('names the first gate that is shut, in their order', () => {
    const scene = createScene({ max_requests_per_user_hour: 1, channel_cooldown: 30 });
    scene.permitsLeft = 1;
    const first = admitted(scene.ask(ann));
    expect(scene.ask(ann)).toMatchObject({ by: 'in_flight' });
    first.settle(true);
    expect(scene.ask(ann)).toMatchObject({ by: 'cooldown' });
    scene.clock.advance(10_000);
    expect(scene.ask(ann)).toMatchObject({ by: 'hourly' });
    expect(scene.ask(bob)).toMatchObject({ by: 'channel', retryAfterMs: 20_000 });
    scene.clock.advance(20_000);
    expect(scene.ask(bob)).toMatchObject({ by: 'send', retryAfterMs: 7_000 });
    scene.limiter.stop();
    expect(scene.ask(bob)).toMatchObject({ by: 'stopping' });
  });

  it('that finds no send permit costs the viewer nothing', () => {
    const scene = createScene({ channel_cooldown: 30, max_requests_per_user_hour: 1 });
    scene.permitsLeft = 0;
    expect(scene.ask(ann)).toMatchObject({ by: 'send' });
    scene.permitsLeft = 1;
    expect(scene.run(ann)).toBe('admitted');
  });

  it('is told once for each viewer, gate and window, then only counted', () => {
    const scene = createScene();
    scene.run(ann);
    scene.clock.advance(1_000);
    expect(scene.run(ann)).toMatchObject({ tell: true });
    expect(scene.run(ann)).toMatchObject({ tell: false });
    scene.clock.advance(8_999);
    expect(scene.run(ann)).toMatchObject({ tell: false });
    expect(scene.limiter.refuse('here', ann, 'level', 60_000)).toEqual({
      kind: 'refused',
      by: 'level',
      retryAfterMs: 60_000,
      tell: true,
    });
    expect(scene.limiter.refuse('here', ann, 'level', 60_000).tell).toBe(false);
    expect(scene.limiter.refuse('here', bob, 'level', 60_000).tell).toBe(true);
    expect(scene.limiter.refuse('elsewhere', ann, 'level', 60_000).tell).toBe(true);
    scene.clock.advance(1);
    expect(scene.run(ann)).toBe('admitted');
    expect(scene.run(ann)).toMatchObject({ by: 'cooldown', tell: true });
    scene.clock.advance(60_000);
    expect(scene.limiter.refuse('here', ann, 'level', 60_000).tell).toBe(true);
    expect(scene.told.filter(({ told }) => told)).toHaveLength(6);
    expect(scene.told).toHaveLength(9);
  });
});

describe("a viewer's rights", () => {
  it('pass every gate but a flood limit of their own, and use up nothing', () => {
    const scene = createScene({ user_cooldown: 100, max_requests_per_user_hour: 1, channel_cooldown: 50 });
    admitted(scene.ask(ann));
    for (let n = 0; n < 10; n++) expect(scene.ask(ann, { command: 'forgetme', free: true }).kind).toBe('admitted');
    expect(scene.ask(ann, { command: 'forgetme', free: true })).toMatchObject({ by: 'cooldown', retryAfterMs: 60_000 });
    scene.clock.advance(60_000);
    expect(scene.run(bob)).toBe('admitted');
    expect(scene.ask(ann, { command: 'forgetme', free: true }).kind).toBe('admitted');
  });
});

describe('a viewer who is reset', () => {
  it('starts afresh, and a command in flight stays in flight', () => {
    const scene = createScene({ max_requests_per_user_hour: 1 });
    scene.run(ann);
    scene.limiter.resetViewer('here', ann.id);
    const verdict = admitted(scene.ask(ann));
    scene.limiter.resetViewer('here', ann.id);
    expect(scene.ask(ann)).toMatchObject({ by: 'in_flight' });
    verdict.settle(true);
    expect(scene.run(ann)).toBe('admitted');
  });
});

describe('the wall clock', () => {
  it.each([hour, -hour, 86_400_000])('may jump by %d ms and changes nothing', (jump) => {
    const scene = createScene({ max_requests_per_user_hour: 2 });
    scene.run(ann);
    scene.clock.jumpWall(jump);
    expect(scene.run(ann)).toMatchObject({ by: 'cooldown', retryAfterMs: 10_000 });
    scene.clock.advance(10_000);
    expect(scene.run(ann)).toBe('admitted');
    scene.clock.jumpWall(jump);
    scene.clock.advance(10_000);
    expect(scene.run(ann)).toMatchObject({ by: 'hourly', retryAfterMs: hour - 20_000 });
  });
});

describe('a restart', () => {
  it('lets a command that a crash cut short be in flight again, at no charge', () => {
    const scene = createScene({ user_cooldown: 0, max_requests_per_user_hour: 1 });
    const end = scene.limiter.resume({
      channel: 'here',
      viewer: ann,
      command: 'ask',
      deadline: scene.clock.now() + 20_000,
    });
    expect(scene.run(ann)).toMatchObject({ by: 'in_flight' });
    // Nor at one with the next crash.
    expect([...scene.limiter.snapshot()]).toEqual([]);
    expect(scene.run(bob)).toBe('admitted');
    end();
    expect(scene.run(ann)).toBe('admitted');
  });

  it('preserves cooldowns and hourly windows; a command that was in flight counts as run', () => {
    const scene = createScene({ max_requests_per_user_hour: 2, channel_cooldown: 1, command_cooldowns: { game: 300 } });
    scene.run(ann, { command: 'game' });
    scene.clock.advance(10_000);
    admitted(scene.ask(bob));
    const left = JSON.parse(JSON.stringify([...scene.limiter.snapshot()]));
    scene.start();
    scene.limiter.restore(left);
    expect(scene.run(viewerOf('odd name'))).toMatchObject({ by: 'channel', retryAfterMs: 1_000 });
    scene.clock.advance(5_000);
    expect(scene.run(bob)).toMatchObject({ by: 'cooldown', retryAfterMs: 5_000 });
    expect(scene.run(ann, { command: 'game' })).toMatchObject({ by: 'cooldown', retryAfterMs: 285_000 });
    expect(scene.run(ann)).toBe('admitted');
    scene.clock.advance(10_000);
    expect(scene.run(ann)).toMatchObject({ by: 'hourly', retryAfterMs: hour - 25_000 });
  });

  it('with a wall clock set back in between never frees a viewer too early', () => {
    const scene = createScene();
    scene.run(ann);
    const left = [...scene.limiter.snapshot()];
    scene.start();
    scene.clock.jumpWall(-hour);
    scene.limiter.restore(left);
    expect(scene.run(ann)).toMatchObject({ by: 'cooldown', retryAfterMs: 10_000 });
  });
});

describe('the cleanup', () => {
  it('forgets who is idle, never an open window, and ends with nothing left, timers neither', () => {
    const scene = createScene({ max_idle_time: 60 });
    const before = scene.clock.pending();
    for (let n = 0; n < 3_000; n++) scene.run(viewerOf(String(5_000 + n)));
    const odd = admitted(scene.ask(viewerOf('ünusual')));
    expect(scene.limiter.tracked().viewers).toBe(3_001);
    scene.clock.advance(hour - 1);
    expect(scene.limiter.tracked().viewers).toBe(3_001);
    scene.clock.advance(600_000);
    expect(scene.limiter.tracked().viewers).toBe(1);
    odd.settle(false);
    scene.clock.advance(2 * 600_000);
    expect(scene.limiter.tracked().viewers).toBe(0);
    expect(scene.limiter.tracked().bytes).toBe(createScene().limiter.tracked().bytes);
    expect(scene.clock.pending()).toBe(before);
  });

  it('forgets no cooldown that is longer than the idle time', () => {
    const scene = createScene({ user_cooldown: 3 * 3600, max_idle_time: 60 });
    scene.run(ann);
    scene.clock.advance(2 * hour);
    expect(scene.run(ann)).toMatchObject({ by: 'cooldown', retryAfterMs: hour });
  });

  it('remembers what a viewer was told as long as the window of it is open', () => {
    const scene = createScene({ max_idle_time: 60 });
    scene.limiter.refuse('here', ann, 'level', 2 * hour);
    scene.clock.advance(hour + 600_000);
    expect(scene.limiter.refuse('here', ann, 'level', 2 * hour).tell).toBe(false);
    scene.clock.advance(2 * hour);
    expect(scene.limiter.tracked().viewers).toBe(0);
  });
});
