import type { LoadResult } from './run.ts';

export interface Target {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the value may be at most. */
  readonly most: number;
  readonly holds: boolean;
}

/** What a run has to keep. */
export function targetsOf(result: LoadResult): readonly Target[] {
  return [
    target('the bot’s own time, p95', result.overhead.p95, 'ms', 200),
    target('CPU of the bot', result.cpuPercent, '% of a core', 60),
    target('errors', 100 * result.account.errorShare, '%', 1),
    target('commands that two accounts disagree about', result.account.disagreements.length, '', 0),
    target('model calls at once', result.modelCalls.mostAtOnce, '', result.modelCalls.cap),
    target('lines in 30 s', result.sends.mostIn30s, '', result.sends.limit),
    target('breaches of Twitch’s and the servers’ rules', result.breaches.length, '', 0),
  ];
}

/** What we ask of ourselves beyond that, by the size of the crowd. */
export function barsOf({ viewers, overhead }: LoadResult): readonly Target[] {
  const most = viewers <= 100 ? 5 : 25;
  return [target('our own aim: the bot’s own time, p95', overhead.p95, 'ms', most)];
}

/** Nothing measured is nothing kept. */
function target(name: string, value: number, unit: string, most: number): Target {
  return { name, value, unit, most, holds: value <= most };
}
