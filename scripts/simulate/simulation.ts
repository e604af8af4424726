import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Event } from '../../src/domain/event.ts';
import type { Viewer } from '../../src/domain/viewer.ts';
import { createBook } from './check/book.ts';
import { createDiskCheck } from './check/disk.ts';
import { createInvariants } from './check/invariants.ts';
import { createMoneyCheck } from './check/money.ts';
import { createProbes } from './check/probes.ts';
import { createPromptCheck } from './check/prompts.ts';
import { createWireCheck } from './check/wire.ts';
import { createCoverage } from './coverage.ts';
import { createCrowd } from './crowd.ts';
import { happening, type Line } from './evening.ts';
import { createHost } from './host.ts';
import { createOperator } from './operator.ts';
import type { Act, Evening, FaultName, Plan, ProbeName } from './plan.ts';
import { probe } from './probe.ts';
import { aViewer, bot, configOf, createStage, price, slots, usual } from './stage.ts';
import { troubles } from './trouble.ts';
import { commandIn, namesOthers } from './words.ts';
import { createSource } from './world/random.ts';
import { createRealm, inRealm } from './world/realm.ts';
import { foreign, thrown, time } from './world/world.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const minuteMs = 60_000;
const root = join(import.meta.dirname, '..', '..');
const mostTimers = 4_000;
/** Of a bot that nobody talks to. */
const mostIdleTimers = 120;

export interface RunParts {
  readonly plan: Plan;
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
}

export async function simulate(parts: RunParts): Promise<Result> {
  const { plan, store, onDay, onHour, onBroken, onLine, untilMs, stopAtFirst } = parts;
  time.setWall(plan.start);
  const zero = time.now();
  const since = () => Math.round(time.now() - zero);
  const source = createSource(`${plan.seed}/scenario`);
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'serdabot-simulate-'));
  const town = createRealm('town');
  const hash = createHash('sha256');
  const invariants = createInvariants(since, onBroken);
  const { see } = invariants;
  const coverage = createCoverage();
  const faults: Record<string, number> = {};
  let said = 0;

  function note(text: string) {
    const plain = text.replaceAll(folder, '');
    hash.update(`${since()} ${plain}\n`);
    onLine?.(since(), plain);
  }

  // The world, and who looks at it.
  const [stage] = await Promise.all([
    inRealm(town, () =>
      createStage(plan.channels, plan.seed, (line) => spoken(line.channel, line.text, line.replyTo, line.text)),
    ),
    time.until(zero + 100),
  ]);
  const { twitch, helix, models } = stage;
  const operator = createOperator(usual, {
    folder,
    see,
    configOf: (knobs) => configOf(stage, plan.channels, store, knobs),
    isUp: () => host.state === 'up',
  });
  const book = createBook(see, time.now, operator.limits);
  const wire = createWireCheck(see, time.now);
  const money = createMoneyCheck(see, time.wall, price);
  const disk = createDiskCheck(see, folder, time.wall);
  const prompts = createPromptCheck(see, models);
  const probes = createProbes(see);
  /** What was said to whom, and since when something is wrong that makes the send gate stricter. */
  const awaited = new Map<string, (text: string) => void>();
  const wholeReplies = new Map<string, string>();
  let roughUntil = 0;
  let active = 0;
  let warnings: string[] = [];
  /** Whom a line may be answered to, by its id; null: to nobody. */
  const typed = new Map<string, Viewer | null>();
  const forgotten = new Set<string>();
  let slow = false;
  copyFileSync(join(root, 'model_limits.json'), join(folder, 'model_limits.json'));

  function onEvent(event: Event) {
    note(JSON.stringify(event.kind === 'bug' ? { ...event, error: String(event.error) } : event));
    coverage.event(event);
    operator.onEvent(event);
    switch (event.kind) {
      case 'bug':
        see('nothing is thrown', `${event.where}: ${(event.error as Error)?.stack ?? event.error}`);
        return;
      case 'command.ended':
        book.ended(event);
        return;
      case 'llm.started':
        return calls();
      case 'warning':
        warnings.push(event.text);
        return;
      case 'chat.sent':
        if (event.result === 'refused' && event.reason === 'msg_ratelimit') roughUntil = time.now() + 60_000;
        return;
      case 'chat.state':
      case 'chat.left':
        roughUntil = time.now() + 60_000;
        return;
      case 'refused':
        if (event.gate === 'send' && time.now() > roughUntil) wire.refused(book.open);
        return;
    }
  }

  /** Counted where the calls arrive. */
  function calls() {
    let running = 0;
    for (const model of models) {
      for (const { endedAt, path } of model.requests)
        if (endedAt === null && path.endsWith('/completions')) running += 1;
    }
    see('model calls stay below the cap', running > slots ? `${running} at once` : null);
  }

  function onLog(line: string) {
    const raw = /[\u0000-\u0009\u000b-\u001f\u007f]/.test(line) || line.trimEnd().includes('\n');
    see('log lines are whole', raw ? line.slice(0, 200) : null);
    const secret = Object.entries(stage.env).find(
      ([name, value]) => name !== 'TWITCH_CLIENT_ID' && value && line.includes(value),
    );
    see('no secret is logged', secret ? `${secret[0]} in ${line.slice(0, 200)}` : null);
  }

  const host = createHost({
    folder,
    env: { ...stage.env },
    onEvent,
    onLog,
    onRefused(reasons) {
      note(`refused to start: ${reasons.join('; ')}`);
      coverage.add('starts', 'refused');
      operator.repair();
    },
    onStopped(tookMs) {
      probes.stopped(tookMs);
      book.died();
    },
    onUp() {
      const { day } = operator.knobs();
      probes.warned(day !== null, warnings);
      warnings = [];
    },
    onDied: () => book.died(),
  });

  function spoken(channel: string, text: string, replyTo: string | null, raw: string) {
    note(`BOT #${channel} ${replyTo ?? ''} ${text}`);
    const viewer = replyTo === null ? null : typed.get(replyTo);
    const about = replyTo === null ? null : book.commandOf(replyTo);
    if (replyTo !== null) {
      see('no reply to bots, itself or others', viewer === undefined || viewer === null ? `${replyTo}: ${text}` : null);
      book.replied(replyTo, text);
      const whole = [wholeReplies.get(replyTo), text].filter(Boolean).join(' ');
      wholeReplies.set(replyTo, whole);
      if (wholeReplies.size > 2_000) wholeReplies.delete(wholeReplies.keys().next().value as string);
      prompts.look(forgotten);
      prompts.said(whole);
    }
    const then = replyTo === null ? undefined : awaited.get(replyTo);
    if (then) {
      awaited.delete(replyTo as string);
      then(text);
    }
    wire.line(
      { channel, text, replyTo, raw },
      {
        viewerName: viewer?.name ?? null,
        namesOthers: replyTo === null || about === null || namesOthers.has(about.command),
      },
    );
    const canary = [...forgotten].find((word) => text.includes(word));
    see('an opt-out holds', canary ? `${canary} is said: ${text}` : null);
    wire.sent();
  }
  twitch.onLine(({ login, channel, text, replyTo, raw }) => {
    if (login === bot.login) spoken(channel, text, replyTo, raw);
  });
  let refusedSeen = 0;

  function say(channel: string, { who, text, copies, elsewhere }: Line): string {
    const isBot = who === crowds.get(channel)?.known;
    const heard = host.state === 'up' && twitch.isJoined(channel) && !slow;
    const id = inRealm(town, () =>
      twitch.say(channel, who, text, {
        ...(copies ? { copies } : {}),
        ...(elsewhere ? { source: { roomId: '4711' } } : {}),
      }),
    );
    said += 1;
    note(`${who.login} #${channel} ${id} ${text}`);
    const command = commandIn(text);
    const forNobody = isBot || elsewhere === true;
    typed.set(id, forNobody ? null : who);
    if (command && !forNobody) {
      book.typed({
        id,
        channel,
        login: who.login,
        ...command,
        exempt: who.roles.has('broadcaster'),
        heard,
      });
    }
    return id;
  }

  const crowds = new Map(plan.channels.map((name, i) => [name, createCrowd(name, i, source.fork(`crowd ${name}`))]));

  function begin({ ms, channel, rate, name }: Evening) {
    const crowd = crowds.get(channel);
    const own = source.fork(`evening ${name}`);
    const end = time.now() + ms;
    const stream = helix.channel(channel);
    stream.liveSince = Math.floor(time.wall());
    if (!crowd) return;
    // Of what happens about one in three is for the bot.
    const meanMs = hourMs / (rate * 2.6);
    const next = () => {
      if (time.now() >= end) {
        stream.liveSince = null;
        return;
      }
      let afterMs = 0;
      for (const { afterMs: pause, line } of happening(crowd, own)) {
        afterMs += pause;
        time.after(afterMs, () => void say(channel, line));
      }
      // A chat comes in waves: quiet, and then all at once.
      const wave = 0.4 + 1.2 * Math.sin((Math.PI * (end - time.now())) / (ms / 5)) ** 2;
      time.after((-Math.log(1 - own.next()) * meanMs) / wave, next);
    };
    next();
  }

  /** Somebody tells the bot a word, and then wants to be forgotten. */
  function leave(channel: string, draw: number) {
    const number = Math.floor(draw * 1e9);
    const word = `zorglub${number}`;
    const who = aViewer(90_000_000 + (number % 1e6), `partant${number % 1e6}`);
    say(channel, { who, text: `!ask retiens bien le mot ${word} pour moi` });
    time.after(40_000, () => {
      const id = say(channel, { who, text: '!forgetme' });
      heardBack(id, (text) => {
        if (!/garde plus rien|keep nothing/.test(text)) return;
        coverage.add('erasures', 'acknowledged');
        forgotten.add(word);
        time.after(70 * minuteMs, () => disk.without([word]));
      });
    });
  }

  /** What the bot says to this very line, if it does. */
  function heardBack(id: string, then: (text: string) => void) {
    awaited.set(id, then);
    time.after(60_000, () => void awaited.delete(id));
  }

  const channelOf = (draw: number) => plan.channels[Math.floor(draw * 7919) % plan.channels.length] as string;

  function act({ do: what, what: name, draw, ms }: Act) {
    note(`ACT ${what} ${name} for ${Math.round(ms)} ms`);
    const channel = channelOf(draw);
    switch (what) {
      case 'fault': {
        faults[name] = (faults[name] ?? 0) + 1;
        if (name === 'slow twitch') slow = true;
        active += 1;
        roughUntil = Math.max(roughUntil, time.now() + ms + 60_000);
        const end = troubles[name as FaultName](stage, {
          channel,
          draw,
          after: (ms, work) => void time.after(ms, work),
        });
        time.after(ms, () => {
          note(`END ${name}`);
          active -= 1;
          end();
          // What was under way is still late for a while.
          if (name === 'slow twitch') time.after(5_000, () => (slow = false));
        });
        return;
      }
      case 'edit':
        faults['F22 config edited'] = (faults['F22 config edited'] ?? 0) + 1;
        return name === 'good' ? operator.good(draw) : operator.bad(draw, 30_000 + draw * 300_000);
      case 'restart':
        faults['F25 SIGTERM'] = (faults['F25 SIGTERM'] ?? 0) + 1;
        if (name === '') comeBack(channel, draw, 0);
        return void time.after(2_500, () => void host.restart(name === '' ? ms / 5 : ms));
      case 'kill':
        faults['F26 kill -9'] = (faults['F26 kill -9'] ?? 0) + 1;
        comeBack(channel, draw, ms / 5);
        return void time.after(2_500, () => host.kill(ms / 5));
      case 'clock':
        faults['F23 clock'] = (faults['F23 clock'] ?? 0) + 1;
        return time.setWall(time.wall() + (name === 'forward' ? 1 : -1) * (60_000 + draw * hourMs));
      case 'stall':
        faults['F24 stall'] = (faults['F24 stall'] ?? 0) + 1;
        return time.stall(ms);
      case 'leave':
        return leave(channel, draw);
      case 'probe':
        coverage.add('probes', name);
        return probe(name as ProbeName, {
          ...{ channel, draw, stage, host, probes },
          broadcaster: crowds.get(channel)?.broadcaster as Viewer,
          isCalm: () => active === 0 && host.since !== null && time.now() - host.since > 30_000,
          say: (who, text) => say(channel, { who, text }),
          heardBack,
        });
    }
  }

  /** Somebody asks right before the process ends, and again as soon as there is one: the cooldown is still on. */
  function comeBack(channel: string, draw: number, downMs: number) {
    const who = aViewer(80_000_000 + Math.floor(draw * 1e6), `revenant${Math.floor(draw * 1e6)}`);
    const ask = () => void say(channel, { who, text: '!ask combien font 2 fois 3 ?' });
    time.after(1_200 + draw * 1_250, ask);
    for (const afterMs of [700, 2_000, 4_000, 6_000]) time.after(2_500 + downMs + afterMs, ask);
  }

  function minute() {
    time.after(minuteMs, minute);
    book.look(host.state === 'up');
    prompts.look(forgotten);
    money.look(models[1].billed, operator.knobs().day);
    calls();
    const { running } = host;
    if (running) {
      const pending = time.pending(running.realm);
      see('timers stay bounded', pending > mostTimers ? `${pending} timers` : null);
    }
    for (const { error, realm } of thrown.splice(0))
      see('nothing is thrown', `${realm}: ${(error as Error)?.stack ?? error}`);
    see('calls go where they are configured', foreign.length > 0 ? foreign.splice(0).join(' ') : null);
    const broken = breaches();
    see('the protocol is kept', broken.find((what) => !what.includes('sockets at once')) ?? null);
    see('one live socket', broken.find((what) => what.includes('sockets at once')) ?? null);
    for (; refusedSeen < twitch.refused.length; refusedSeen++) wire.sent();
  }
  let breachesSeen = 0;
  function breaches(): readonly string[] {
    const all = stage.breaches();
    const fresh = all.slice(breachesSeen);
    breachesSeen = all.length;
    return fresh;
  }

  function dawn(day: number) {
    const { running } = host;
    if (running) {
      const pending = time.pending(running.realm);
      see('timers come back to where they were', pending > mostIdleTimers ? `${pending} timers at dawn` : null);
      running.telemetry.metrics().then(
        ({ body: text }) => {
          const inFlight = /^serdabot_llm_in_flight(?:\{[^}]*\})? (\S+)$/m.exec(text)?.[1];
          see('slots come back', Number(inFlight ?? 0) > 0 ? `${inFlight} model calls in flight at dawn` : null);
          coverage.metrics(text);
        },
        () => {},
      );
    }
    disk.look(host.since === null ? 0 : time.now() - host.since);
    for (const [id] of typed) {
      if (typed.size < 20_000) break;
      typed.delete(id);
    }
    onDay({
      day,
      date: new Date(time.wall()).toLocaleDateString('sv-SE'),
      commands: book.commands,
      lines: said,
      outcomes: book.outcomes(),
      broken: invariants.broken.length,
      processes: host.processes,
    });
  }

  await inRealm(town, async () => {
    for (const one of plan.acts) time.after(one.at, () => act(one));
    for (const one of plan.evenings) time.after(one.at, () => begin(one));
    time.after(minuteMs, minute);
    void host.start();
  });
  for (let day = 1; day <= plan.days; day++) {
    const end = Math.min(day * dayMs, untilMs);
    // In hours, so that a run that has found what it looks for ends early.
    for (let at = (day - 1) * dayMs; at < end && !(stopAtFirst && invariants.broken.length > 0); at += hourMs) {
      await time.until(zero + Math.min(at + hourMs, end));
      onHour(at / hourMs);
    }
    if (stopAtFirst && invariants.broken.length > 0) break;
    inRealm(town, () => dawn(day));
    if (end === untilMs) break;
  }
  await time.until(time.now() + 1_000);
  rmSync(folder, { recursive: true, force: true });
  return {
    commands: book.commands,
    outcomes: book.outcomes(),
    faults: Object.fromEntries(Object.entries(faults).sort(([a], [b]) => (a < b ? -1 : 1))),
    invariants: invariants.counts(),
    coverage: coverage.all(),
    processes: host.processes,
    lines: said,
    steps: time.steps,
    transcript: hash.digest('hex').slice(0, 16),
  };
}
