import type { Event } from '../../src/domain/event.ts';
import type { Viewer } from '../../src/domain/viewer.ts';
import { createBook } from './check/book.ts';
import { dayOf } from './check/day.ts';
import { createDeedsCheck } from './check/deeds.ts';
import { createDiskCheck } from './check/disk.ts';
import type { Invariants } from './check/invariants.ts';
import { createMoneyCheck } from './check/money.ts';
import { createProbes } from './check/probes.ts';
import { createPromptCheck } from './check/prompts.ts';
import { createWireCheck, type Expected } from './check/wire.ts';
import type { createCoverage } from './coverage.ts';
import type { Host } from './host.ts';
import type { createOperator } from './operator.ts';
import { overheard, price, type Stage, slots } from './stage.ts';
import { commandIn, namesOthers } from './words.ts';
import { createRealm, inRealm } from './world/realm.ts';
import { disk as files } from './world/sqlite.ts';
import { foreign, thrown, time } from './world/world.ts';

/** Of a process; and of one that nobody talks to. */
const mostTimers = 4_000;
const mostIdleTimers = 120;
const roughMs = 60_000;
/** Until a call that was begun has arrived. */
const arriveMs = 20;
/** Until everything has started, filters may not look yet. */
const readyMs = 5_000;
/** Requests older than so many are over. */
const mostRecent = 40;
/** Nobody is refused a slot when none has been taken or given back for so long. */
const mostIdleMs = 15_000;

export interface WatchParts {
  readonly stage: Stage;
  readonly folder: string;
  readonly see: Invariants['see'];
  readonly coverage: ReturnType<typeof createCoverage>;
  readonly operator: ReturnType<typeof createOperator>;
  readonly host: () => Host;
  /** Into the transcript. */
  readonly note: (text: string) => void;
}

/** Sees everything from outside, and hands it to whoever checks it. */
export function createWatch({ stage, folder, see, coverage, operator, host, note }: WatchParts) {
  const { models } = stage;
  const outside = createRealm('watch');
  const upMs = () => {
    const { since } = host();
    return since === null ? 0 : time.now() - since;
  };
  const book = createBook(see, { now: time.now, laxest: operator.limits, strictest: operator.strictest, upMs });
  const wire = createWireCheck(see, time.now);
  const money = createMoneyCheck(see, time.wall, price);
  const disk = createDiskCheck(see, folder, time.wall);
  const prompts = createPromptCheck(see, models, (order) => coverage.add('orders', order));
  const probes = createProbes(see);
  const deeds = createDeedsCheck(see, time.now, () => stage.helix.deeds);
  /** How often each viewer has done something to a channel. */
  const happenings = new Map<string, number>();
  const awaited = new Map<string, (text: string) => void>();
  /** What was said to each message so far. */
  const wholeReplies = new Map<string, string>();
  /** Whom a line may be answered to, by its id; null: to nobody. */
  const typed = new Map<string, Viewer | null>();
  const forgotten = new Set<string>();
  const breachesSeen = new Map<string, number>();
  let warnings: string[] = [];
  /** Model calls under way, and when the last one ended. */
  let underWay = 0;
  let calledAt = 0;
  /** What today has cost, as the bot counts it. */
  const told = { day: '', cents: 0 };
  /** Until then the send gate may be stricter than Twitch's window. */
  let roughUntil = 0;

  function onEvent(event: Event) {
    note(JSON.stringify(event.kind === 'bug' ? { ...event, error: String(event.error) } : event));
    coverage.event(event);
    operator.onEvent(event);
    switch (event.kind) {
      case 'bug':
        see('nothing is thrown', `${event.where}: ${(event.error as Error)?.stack ?? event.error}`);
        return;
      case 'chat.event':
        happenings.set(event.by.id, (happenings.get(event.by.id) ?? 0) + 1);
        if (happenings.size > 5_000) happenings.clear();
        return;
      case 'moderation.ended':
        deeds.ended(event);
        return;
      case 'command.ended':
        book.ended(event);
        if (event.gate === 'slot') {
          const idleMs = underWay > 0 ? 0 : time.now() - calledAt;
          see('the slot gate is honest', idleMs > mostIdleMs ? `refused ${idleMs} ms after the last model call` : null);
        }
        return;
      case 'llm.started':
        underWay += 1;
        return void inRealm(outside, () => time.after(arriveMs, calls));
      case 'llm.ended':
        underWay -= 1;
        calledAt = time.now();
        return;
      case 'llm.cost':
        addCost(event.cents);
        return;
      case 'warning':
        warnings.push(event.text);
        return;
      case 'chat.sent':
        if (event.result === 'refused' && event.reason === 'msg_ratelimit') roughUntil = time.now() + roughMs;
        return;
      case 'chat.state':
      case 'chat.left':
        roughUntil = time.now() + roughMs;
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
      for (const { endedAt, path } of model.requests.slice(-mostRecent))
        if (endedAt === null && path.endsWith('/completions')) running += 1;
    }
    see('model calls stay below the cap', running > slots ? `${running} at once` : null);
  }

  function onLog(line: string) {
    const raw = /[\u0000-\u0009\u000b-\u001f\u007f]/.test(line) || line.trimEnd().includes('\n');
    see('log lines are whole', raw ? line.slice(0, 200) : null);
    see('no words of viewers are logged', line.includes(overheard) ? line.slice(0, 200) : null);
    const secret = Object.entries(stage.env).find(
      ([name, value]) => name !== 'TWITCH_CLIENT_ID' && value && line.includes(value),
    );
    see('no secret is logged', secret ? `${secret[0]} in ${line.slice(0, 200)}` : null);
  }

  /** Whom a reply may name. */
  function expectedOf(replyTo: string | null): Expected {
    const about = replyTo === null ? null : book.commandOf(replyTo);
    return {
      viewerName: (replyTo === null ? null : typed.get(replyTo)?.name) ?? null,
      namesOthers: about === null || namesOthers.has(about.command),
    };
  }

  function spoken(channel: string, text: string, replyTo: string | null, raw: string) {
    note(`BOT #${channel} ${replyTo ?? ''} ${text}`);
    const viewer = replyTo === null ? null : typed.get(replyTo);
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
    wire.line({ channel, text, replyTo, raw, isTaken: true }, expectedOf(replyTo));
    const canary = [...forgotten].find((word) => text.includes(word));
    see('an opt-out holds', canary ? `${canary} is said: ${text}` : null);
    wire.sent();
  }
  /** Twitch did not take a line: for a command, for one too many, for the same again. */
  function unspoken(channel: string, text: string, replyTo: string | null, raw: string, reason: string) {
    note(`BOT #${channel} ${replyTo ?? ''} ${text} (${reason})`);
    wire.line({ channel, text, replyTo, raw, isTaken: false }, expectedOf(replyTo));
    wire.sent();
  }
  /** What the bot says to this very line, if it does. */
  function heardBack(id: string, then: (text: string) => void) {
    awaited.set(id, then);
    time.after(60_000, () => void awaited.delete(id));
  }

  function freshBreaches(): readonly string[] {
    const counts = new Map<string, number>();
    for (const what of stage.breaches()) counts.set(what, (counts.get(what) ?? 0) + 1);
    const fresh = [...counts].filter(([what, count]) => count > (breachesSeen.get(what) ?? 0)).map(([what]) => what);
    for (const [what, count] of counts) breachesSeen.set(what, count);
    return fresh;
  }

  function addCost(cents: number) {
    const day = dayOf(time.wall());
    if (day !== told.day) Object.assign(told, { day, cents: 0 });
    told.cents += cents;
  }

  function paid() {
    money.look(models[1].billed, operator.knobs().day);
  }

  function minute() {
    book.look(host().state === 'up');
    deeds.minute();
    prompts.look(forgotten);
    paid();
    calls();
    const { running } = host();
    if (running) {
      const pending = time.pending(running.realm);
      see('timers stay bounded', pending > mostTimers ? `${pending} timers` : null);
    }
    for (const { error, realm } of thrown.splice(0))
      see('nothing is thrown', `${realm}: ${(error as Error)?.stack ?? error}`);
    see('calls go where they are configured', foreign.length > 0 ? foreign.splice(0).join(' ') : null);
    const broken = freshBreaches();
    see('the protocol is kept', broken.find((what) => !what.includes('sockets at once')) ?? null);
    see('one live socket', broken.find((what) => what.includes('sockets at once')) ?? null);
  }
  function dawn() {
    const { running, since } = host();
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
    disk.look(since === null ? 0 : time.now() - since);
    for (const [id] of typed) {
      if (typed.size < 20_000) break;
      typed.delete(id);
    }
  }

  return {
    book,
    probes,
    deeds,
    happenings: (viewerId: string) => happenings.get(viewerId) ?? 0,
    died() {
      book.died(files.unwrittenSince ?? Number.POSITIVE_INFINITY);
      deeds.died();
    },
    onEvent,
    onLog,
    spoken,
    unspoken,
    heardBack,
    minute,
    dawn,
    paid,
    /** Of today, rounded up to what config.yaml may say. */
    spent: () => Math.ceil(told.cents * 1e3) / 1e3,
    /** Nothing of the word is in the store. */
    erased: (word: string) => disk.without([word], (file) => /serdabot\.db(?:-wal|-journal)?$/.test(file)),
    /** Something is done to the bot that makes its send gate stricter. */
    rough(ms: number) {
      roughUntil = Math.max(roughUntil, time.now() + ms + roughMs);
    },
    onUp() {
      underWay = 0;
      calledAt = time.now();
      probes.warned(operator.knobs().day !== null, warnings);
      warnings = [];
    },
    /** Somebody has typed a line, which may be answered to `who` alone. */
    typed(id: string, channel: string, who: Viewer, text: string, isForNobody: boolean, heard: boolean) {
      const isOff = deeds.typed(id, channel, who, text, isForNobody, heard && upMs() > readyMs);
      typed.set(id, isForNobody || isOff ? null : who);
      const command = isForNobody || isOff ? null : commandIn(text);
      if (!command) return;
      book.typed({ id, channel, login: who.login, text, ...command, exempt: who.roles.has('broadcaster'), heard });
    },
    /** From now on the word may be nowhere. */
    forgotten(word: string) {
      forgotten.add(word);
      return () => disk.without([word]);
    },
  };
}

export type Watch = ReturnType<typeof createWatch>;
