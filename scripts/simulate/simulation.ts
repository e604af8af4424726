import { createHash, type Hash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createActs } from './acts.ts';
import { createInvariants } from './check/invariants.ts';
import { createCoverage, sorted } from './coverage.ts';
import { createHost } from './host.ts';
import { createOperator } from './operator.ts';
import type { Plan } from './plan.ts';
import { bot, configOf, createStage, usual } from './stage.ts';
import { createWatch } from './watch.ts';
import { createSource } from './world/random.ts';
import { createRealm, inRealm } from './world/realm.ts';
import { time } from './world/world.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** A command that has not ended after this never will. */
const settleMs = 150_000;
/** What of the transcript is put through the hash at once. */
const pageLength = 65_536;
const root = join(import.meta.dirname, '..', '..');

export interface RunParts {
  readonly plan: Plan;
  /** The days of it that are lived. */
  readonly leg: readonly [from: number, to: number];
  readonly store: string;
  readonly onDay: (line: object) => void;
  readonly onHour: (hour: number) => void;
  readonly onBroken: (broken: object) => void;
  /** The whole transcript passes here. */
  readonly onLine: ((at: number, text: string) => void) | null;
  readonly untilMs: number;
  /** Ends at the first thing that does not hold. */
  readonly stopAtFirst: boolean;
}

export interface Result {
  readonly commands: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  readonly invariants: readonly { readonly name: string; readonly checked: number; readonly broken: number }[];
  readonly coverage: ReturnType<ReturnType<typeof createCoverage>['all']>;
  readonly processes: number;
  readonly lines: number;
  readonly steps: number;
  readonly transcript: string;
  /** What of the transcript there was when each day had ended. */
  readonly dawns: readonly string[];
}

export async function simulate(parts: RunParts): Promise<Result> {
  const { plan, leg, store, onDay, onHour, onBroken, onLine, untilMs, stopAtFirst } = parts;
  const [first, last] = leg;
  time.setWall(plan.start + first * dayMs);
  /** When the plan began, though nobody may have lived it. */
  const zero = time.now() - first * dayMs;
  const since = () => Math.round(time.now() - zero);
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'serdabot-simulate-'));
  copyFileSync(join(root, 'model_limits.json'), join(folder, 'model_limits.json'));
  const town = createRealm('town');
  const hash = createHash('sha256');
  const invariants = createInvariants(since, onBroken);
  const { see } = invariants;
  const coverage = createCoverage();

  let pages = '';
  function note(text: string) {
    const plain = text.replaceAll(folder, '');
    pages += `${since()} ${plain}\n`;
    if (pages.length > pageLength) turnPage();
    onLine?.(since(), plain);
  }
  function turnPage() {
    hash.update(pages);
    pages = '';
  }
  const digest = (of: Hash) => of.digest('hex').slice(0, 16);
  const dawns: string[] = [];

  const [stage] = await Promise.all([
    inRealm(town, () =>
      createStage(plan.channels, plan.seed, ({ channel, text, replyTo }) => watch.spoken(channel, text, replyTo, text)),
    ),
    time.until(time.now() + 100),
  ]);
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data', stage.ownToken.file), stage.ownToken.text, { mode: 0o600 });
  const operator = createOperator(usual, {
    folder,
    see,
    configOf: (knobs) => configOf(stage, plan.channels, store, knobs),
    isUp: () => host.state === 'up',
    onKnobs: () => watch.paid(),
  });
  const watch = createWatch({ stage, folder, see, coverage, operator, host: () => host, note });
  stage.twitch.onLine(({ login, channel, text, replyTo, raw }) => {
    if (login === bot.login) watch.spoken(channel, text, replyTo, raw);
  });
  stage.twitch.onRefused(({ login, channel, text, replyTo, raw, reason }) => {
    if (login === bot.login) watch.unspoken(channel, text, replyTo, raw, reason);
  });
  const host = createHost({
    folder,
    env: { ...stage.env },
    onEvent: watch.onEvent,
    onLog: watch.onLog,
    onUp: watch.onUp,
    onRefused(reasons) {
      note(`refused to start: ${reasons.join('; ')}`);
      coverage.add('starts', 'refused');
      operator.repair();
    },
    onStopped(tookMs) {
      watch.probes.stopped(tookMs);
      watch.died();
    },
    onDied: watch.died,
  });
  const source = createSource(`${plan.seed}/scenario`);
  const acts = createActs({ plan, stage, host, watch, coverage, operator, source, town, note });

  function everyMinute() {
    time.after(minuteMs, everyMinute);
    watch.minute();
  }

  function dawn(day: number) {
    turnPage();
    dawns.push(digest(hash.copy()));
    watch.dawn();
    onDay({
      day,
      date: new Date(time.wall()).toLocaleDateString('sv-SE'),
      commands: watch.book.commands,
      lines: acts.lines,
      outcomes: watch.book.outcomes(),
      broken: invariants.broken.length,
      processes: host.processes,
    });
  }

  inRealm(town, () => {
    const isOurs = ({ at }: { at: number }) => at >= first * dayMs && at < last * dayMs;
    for (const one of plan.acts.filter(isOurs)) time.after(one.at - first * dayMs, () => acts.act(one));
    for (const one of plan.evenings.filter(isOurs)) time.after(one.at - first * dayMs, () => acts.begin(one));
    time.after(minuteMs, everyMinute);
    void host.start();
  });
  const isOver = () => stopAtFirst && invariants.broken.length > 0;
  for (let day = first + 1; day <= last && !isOver(); day++) {
    const end = Math.min(day * dayMs, untilMs);
    // In hours, so that a run that has found what it looks for ends early.
    for (let at = (day - 1) * dayMs; at < end && !isOver(); at += hourMs) {
      await time.until(zero + Math.min(at + hourMs, end));
      onHour(at / hourMs);
    }
    if (isOver()) break;
    inRealm(town, () => dawn(day));
    if (end === untilMs) break;
  }
  // What is under way ends, so that outcomes add up to commands.
  await time.until(time.now() + (untilMs === Number.POSITIVE_INFINITY ? settleMs : 0));
  rmSync(folder, { recursive: true, force: true });
  turnPage();
  return {
    commands: watch.book.commands,
    outcomes: watch.book.outcomes(),
    faults: sorted(acts.faults),
    invariants: invariants.counts(),
    coverage: coverage.all(),
    processes: host.processes,
    lines: acts.lines,
    steps: time.steps,
    transcript: digest(hash),
    dawns,
  };
}
