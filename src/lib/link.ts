import type { Clock } from './clock.ts';

type Failed = { readonly ok: false; readonly reason: string; readonly detail: string };
type Answer = { readonly ok: true; readonly value: unknown } | Failed;
/** Runs on the server in one step. Never rejects. */
export type Script = (keys: readonly string[], args: readonly string[]) => Promise<Answer>;

/** Whether the Redis server that processes share answers, and what time it is for all of them: see docs/scalability.md. */
export interface Link {
  /** Whether the server answers, and knows what was decided without it. */
  up(): boolean;
  /** Why it is not up; null: it is. */
  trouble(): string | null;
  /** Monotonic milliseconds of the last question that was answered; -Infinity before there was one. */
  contactAt(): number;
  /**
   * After an outage each process first tells the server what it holds: nobody takes anything more before this moment. In
   * the past where there was no outage.
   */
  rollCallEnds(): number;
  /**
   * Added to the monotonic clock it gives the time that all processes share: that of the server, less the jumps of its
   * wall clock. A whole number.
   */
  ahead(): number;
  /** A moment of this process's clock in the shared time, as a whole number. */
  shared(local: number): number;
  /** A script that fails ends `up`. */
  run(script: Script, keys: readonly string[], args: readonly string[]): Promise<Answer>;
  /** The same, of a script that ran without `run`. */
  failed(failure: Failed): void;
  /** What the server's clock showed in answer to what was asked at `asked`, in monotonic milliseconds. */
  learn(server: number, asked: number): void;
  /** Asks for the time; false when there was no answer. */
  askTime(): Promise<boolean>;
  /** The first beat; each ends with a timer for the next. */
  start(hooks: LinkHooks): Promise<void>;
  /** Beats now; once more when a beat is under way. */
  beat(): Promise<void>;
  stop(): Promise<void>;
}

export interface LinkHooks {
  /** Instead of the question for the time, while the server is up: says whether it answered. */
  renew(): Promise<boolean>;
  /** The server answers again: tells it what was decided without it, and says whether that worked. Runs before `up`. */
  catchUp(): Promise<boolean>;
  /** Once for each outage. `wasUp`: not the one that the process began with. */
  onAway?(trouble: string, wasUp: boolean): void;
  /** `wasAway`: an outage was told of. */
  onBack?(wasAway: boolean): void;
  /** After each beat that the server did not answer. */
  onSilence?(): void;
  /** How long until the next beat. */
  pauseMs(isUp: boolean): number;
}

export interface LinkParts {
  readonly scripts: { define(text: string): Script };
  /** Written to by the question for the time. */
  readonly key: string;
  readonly clock: Clock;
  /** How long the roll call takes: longer than any process needs to find out that it has to answer. */
  readonly rollCallMs?: number;
  readonly onFault: (error: unknown) => void;
}

/** Writes, so that a server that takes no writes counts as away; answers with its time in milliseconds. */
const timeText = `
redis.call('SET', KEYS[1], 1, 'PX', 60000)
local time = redis.call('TIME')
return time[1] * 1000 + math.floor(time[2] / 1000)`;

/** Clocks that go at different speeds are followed, jumps are not: at most so much with each answer. */
const followMs = 20;
const jumpMs = 1_000;
/** Longer than it takes any process to find the server again. */
const usualRollCallMs = 1_500;
/** An answer that took longer says too little about the time. */
const promptMs = 50;

export function createLink({ scripts, key, clock, rollCallMs = usualRollCallMs, onFault }: LinkParts): Link {
  const time = scripts.define(timeText);
  let ahead: number | null = null;
  let wallAhead = 0;
  let contactAt = Number.NEGATIVE_INFINITY;
  let startedAt = clock.now();
  let rollCallEnds = startedAt;
  let trouble: string | null = 'no contact yet';
  /** The outage was told of. */
  let isAway = false;
  let hooks: LinkHooks | null = null;
  let beating: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  let cancel = () => {};

  /** Our own wall clock moved against our monotonic one: it was set, or the machine slept. */
  function leapt(): boolean {
    const before = wallAhead;
    wallAhead = clock.wall() - clock.now();
    return Math.abs(wallAhead - before) > jumpMs;
  }

  function learn(server: number, asked: number) {
    const answered = clock.now();
    const aim = Math.round(server - (asked + answered) / 2);
    if (leapt() || ahead === null) ahead = aim;
    else if (answered - asked < promptMs) ahead += Math.max(-followMs, Math.min(followMs, aim - ahead));
  }

  function failed({ reason, detail }: Failed) {
    if (stopped) return;
    const wasUp = trouble === null;
    trouble = `${reason}: ${detail}`;
    if (!isAway) hooks?.onAway?.(trouble, wasUp);
    isAway = true;
    if (wasUp && beating === null) later();
  }

  async function run(script: Script, keys: readonly string[], args: readonly string[]) {
    const asked = clock.now();
    const answer = await script(keys, args);
    if (answer.ok) contactAt = Math.max(contactAt, asked);
    else failed(answer);
    return answer;
  }

  async function askTime() {
    const asked = clock.now();
    const answer = await run(time, [key], []);
    if (answer.ok) learn(Number(answer.value), asked);
    return answer.ok;
  }

  function callRoll() {
    if (clock.now() - startedAt > rollCallMs) rollCallEnds = clock.now() + rollCallMs;
    return true;
  }

  async function exchange({ renew, catchUp, onBack, onSilence }: LinkHooks) {
    const wasUp = trouble === null;
    const heard = wasUp ? await renew() : (await askTime()) && callRoll() && (await catchUp()) && callRoll();
    if (stopped) return;
    if (!heard) onSilence?.();
    // What failed while it was renewed is for the next beat.
    if (!heard || wasUp) return;
    trouble = null;
    const wasAway = isAway;
    isAway = false;
    onBack?.(wasAway);
  }

  function later() {
    cancel();
    if (!stopped && hooks !== null) cancel = clock.after(hooks.pauseMs(trouble === null), () => void beat());
  }

  function beat(): Promise<void> {
    cancel();
    if (stopped || hooks === null) return beating ?? Promise.resolve();
    again = beating !== null;
    beating ??= exchange(hooks)
      .catch(onFault)
      .finally(() => {
        beating = null;
        if (again) void beat();
        else later();
      });
    return beating;
  }

  return {
    up: () => trouble === null,
    trouble: () => trouble,
    contactAt: () => contactAt,
    rollCallEnds: () => rollCallEnds,
    ahead: () => ahead ?? 0,
    shared: (local) => Math.floor(local) + (ahead ?? 0),
    run,
    failed,
    learn,
    askTime,
    start(given) {
      hooks = given;
      startedAt = clock.now();
      return beat();
    },
    beat,
    async stop() {
      stopped = true;
      cancel();
      await beating;
    },
  };
}
