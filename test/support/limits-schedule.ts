import { expect } from 'vitest';
import type { Verdict } from '../../src/domain/verdict.ts';
import type { LimiterSettings } from '../../src/limits/rules.ts';
import { defaults } from './limits-fixtures.ts';
import { bare, createModel, crowd, type Step } from './limits-model.ts';
import type { LimitsScene } from './limits-scene.ts';

export interface ScheduleOptions {
  /** On a clock that knows fractions: what is said of times may be a millisecond or two off. */
  readonly rough?: boolean;
  /** Whether who was told of what ends with the process. */
  readonly forgetsTold?: boolean;
  readonly onRefused?: (by: string) => void;
}

/** Takes every step in the scene and in the model, and expects the same of both. */
export async function followSchedule(scene: LimitsScene, steps: readonly Step[], options: ScheduleOptions = {}) {
  scene.permitsLeft = 1000;
  const model = createModel();
  let pending: { channel: string; viewer: string; at: number; verdict: Verdict }[] = [];
  const settle = async (one: (typeof pending)[number], ran: boolean) => {
    pending = pending.filter((other) => other !== one);
    await scene.settle(one.verdict, ran);
    model.settle(one.channel, one.viewer, ran);
  };
  for (const step of steps) {
    if (step.do === 'wait') {
      // Past its deadline a command in flight is that of a dead process.
      for (const one of pending) if (scene.clock.now() + step.ms > one.at + 20_000) await settle(one, true);
      scene.clock.advance(step.ms);
      await scene.quiet();
    } else if (step.do === 'jump') scene.clock.jumpWall(step.ms);
    else if (step.do === 'settings') scene.settings = step.settings;
    else if (step.do === 'permits') scene.permitsLeft = step.permits;
    else if (step.do === 'reach') scene.reach = step.reach;
    else if (step.do === 'settle') {
      const one = pending[step.which % Math.max(1, pending.length)];
      if (one) await settle(one, step.ran);
    } else if (step.do === 'reset') {
      await scene.reset('a', crowd[step.who]!.id);
      model.reset('a', crowd[step.who]!.id);
    } else if (step.do === 'restart') {
      for (const one of pending) await settle(one, true);
      await scene.restart();
      if (options.forgetsTold) model.restart();
    } else {
      const known = crowd[step.who]!;
      const roles = step.as === null ? known.roles : new Set(step.as === 'nobody' ? [] : [step.as]);
      const { channel, command } = step;
      const { settings, permitsLeft, clock } = scene;
      const expected = model.decide(settings, clock.now(), channel, known.id, roles, command, permitsLeft);
      const verdict = await scene.ask({ ...known, roles }, { channel, command });
      if (options.rough) expectNearly(verdict, expected);
      else expect(bare(verdict)).toEqual(expected);
      if (verdict.kind === 'refused') options.onRefused?.(verdict.by);
      await scene.quiet();
      if (verdict.kind === 'refused') continue;
      const one = { channel, viewer: known.id, at: clock.now(), verdict };
      pending.push(one);
      if (step.finish !== 'later') await settle(one, step.finish === 'ran');
    }
  }
  scene.reach = 'ok';
  await scene.close();
}

function expectNearly(verdict: Verdict, expected: ReturnType<ReturnType<typeof createModel>['decide']>) {
  if (verdict.kind === 'admitted' || expected.kind === 'admitted') return expect(verdict.kind).toBe(expected.kind);
  const { by, retryAfterMs } = expected as { by: string; retryAfterMs: number };
  expect(verdict.by).toBe(by);
  return expect(Math.abs(verdict.retryAfterMs - retryAfterMs)).toBeLessThanOrEqual(2);
}

const none = { ...defaults, user_cooldown: 0, max_idle_time: 60, allowances: [] };
const ask = { do: 'ask', who: 1, channel: 'a', command: 'ask', finish: 'ran', as: null } as const;

/** What random schedules found. */
export const foundCases: readonly { name: string; first: LimiterSettings; steps: readonly Step[] }[] = [
  {
    name: 'a command that did not run takes back no cooldown that another left in the same millisecond',
    first: { ...none, command_cooldowns: { game: 30 } },
    steps: [
      { ...ask, command: 'game' },
      { do: 'settings', settings: none },
      { ...ask, finish: 'not' },
      { do: 'settings', settings: { ...none, max_requests_per_user_hour: 0, command_cooldowns: { game: 30 } } },
      { ...ask, command: 'game' },
    ],
  },
  {
    name: 'nor the channel’s cooldown',
    first: { ...none, channel_cooldown: 2 },
    steps: [
      ask,
      { do: 'settings', settings: none },
      { ...ask, finish: 'not' },
      { do: 'settings', settings: { ...none, channel_cooldown: 2 } },
      { ...ask, who: 2 },
    ],
  },
];

const away = { do: 'reach', reach: 'away' } as const;
const back = [{ do: 'reach', reach: 'ok' } as const, { do: 'wait', ms: 500 } as const];

/** The same, of outages of what processes share. */
export const foundOutages: typeof foundCases = [
  {
    name: 'who was told during an outage is not told again when it is over',
    first: { ...none, max_requests_per_user_hour: 0 },
    steps: [away, ask, ...back, ask],
  },
  {
    name: 'two admissions in the same millisecond of an outage are two when it is over',
    first: { ...none, max_requests_per_user_hour: 2 },
    steps: [away, ask, ask, ...back, ask],
  },
  {
    name: 'of two in the same millisecond the one that Redis granted and nobody heard of is not in flight for ever',
    first: { ...none, max_requests_per_user_hour: 2 },
    steps: [ask, { do: 'reach', reach: 'deaf' }, ask, { do: 'reach', reach: 'ok' }, { do: 'wait', ms: 500 }, ask],
  },
  {
    name: 'a command that did not run takes back the cooldowns that an outage has told of',
    first: { ...none, channel_cooldown: 2, command_cooldowns: { ask: 30 } },
    steps: [
      away,
      { ...ask, finish: 'later' },
      ...back,
      { do: 'settle', which: 0, ran: false },
      { ...ask, who: 2 },
      ask,
    ],
  },
  {
    name: 'a command that ran through an outage has had its own cooldown',
    first: { ...none, command_cooldowns: { ask: 30 } },
    steps: [away, { ...ask, finish: 'later' }, ...back, { do: 'settle', which: 0, ran: true }, ask],
  },
];
