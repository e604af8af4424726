import type { Base } from '../domain/base.ts';
import type { ChatMessage } from '../domain/chat.ts';
import { duration } from '../domain/duration.ts';
import type { JoinedFeatures } from '../domain/feature.ts';
import type { Fleet } from '../domain/fleet.ts';
import type { Journal } from '../domain/journal.ts';
import type { Part } from '../domain/part.ts';
import type { Pauses } from '../domain/pause.ts';
import type { Say } from '../domain/phrases.ts';
import type { Said, Saying } from '../domain/saying.ts';
import type { Storage } from '../domain/storage.ts';
import type { LeftOver } from '../domain/under-way.ts';
import type { Limiter, Permits } from '../domain/verdict.ts';
import type { Watchdog } from '../domain/watchdog.ts';
import { sleep } from '../lib/clock.ts';
import { type Claims, noClaims } from './claims.ts';
import { createCacheClaims } from './claims-cache.ts';
import { createRedisClaims } from './claims-redis.ts';
import { createDispatch } from './dispatch.ts';
import { createHint } from './hint.ts';
import { createLoops } from './loops.ts';
import { createParse } from './parse.ts';
import { createRecovery, type Loss, lossEntry } from './recovery.ts';
import { strayCommands } from './stray-commands.ts';
import { createUnderWay } from './under-way.ts';
import { createWay } from './way.ts';

export { createJournal } from './journal.ts';

export interface Pipeline {
  /** Finds the commands that a dead process left; started before lines come in. */
  readonly recovery: Part;
  /** Resumes or ends them once the bot can speak. */
  readonly commands: Part;
  take(message: ChatMessage): void;
  isWorthReading(text: string): boolean;
  /** The bot is in a channel from now on. */
  entered(channel: string): void;
  /** Cancels a viewer's running commands, or with null those of the whole channel; nothing is sent. */
  cancel(channel: string, viewerId: string | null): void;
  /** Channels that another process served until now. */
  tookOver(channels: readonly string[]): void;
  isIdle(channel: string): boolean;
  /** Finishes a channel's commands before another process takes it. */
  finish(channel: string): Promise<void>;
  /** In-flight commands finish, new ones are not admitted; after 10 s the rest is refused. */
  drain(): Promise<void>;
}

export interface PipelineParts extends Base {
  readonly say: Say;
  readonly features: Pick<JoinedFeatures, 'commands' | 'mention' | 'typed' | 'hears' | 'ignores' | 'guard'>;
  readonly limiter: Limiter;
  readonly outbox: { readonly permits: Permits; readonly pauses: Pauses; say(saying: Saying): Promise<Said> };
  readonly journal: Journal;
  readonly fleet: Fleet;
  readonly watchdog: Watchdog;
  readonly store: Storage;
  /** Whether nothing about the viewer may be stored; null: nobody can tell now. */
  readonly optedOut: (viewerId: string) => Promise<boolean | null>;
}

const crashes: Readonly<Record<Loss, string>> = {
  handed: 'a crash while its reply was on its way',
  stale: 'a crash, and no time left after it',
  deadly: 'a crash that it may have caused',
};
const lostAs = (loss: Loss) => ({ kind: 'command.ended', ending: 'lost', reason: crashes[loss] }) as const;

const drainMs = 9_000;
/** Refusals leave within milliseconds; a process that gets no processor has this long. */
const refusalMs = 2_500;

/** The way of every chat line: parse, admit, dispatch, and one outcome that somebody can see. */
export function createPipeline(parts: PipelineParts): Pipeline {
  const { configuration, settings, say, features, limiter, outbox, journal, fleet, watchdog, store, optedOut } = parts;
  const { clock, tell } = parts;
  const { commands, mention } = features;
  const stopping = new AbortController();
  /** Channels being given up: no new command begins there. */
  const closing = new Set<string>();
  /** Channels taken over whose orphaned commands are looked for once the bot has joined. */
  const orphans = new Set<string>();

  const dispatch = createDispatch({ clock, tell });
  function claims(): Claims {
    if (store.state().backend === 'memory') return noClaims;
    if (store.scripts === null) {
      return createCacheClaims({ cache: store.cache('under way'), gather: store.gather, wall: clock.wall });
    }
    return createRedisClaims({ scripts: store.scripts, clock, self: () => fleet.process, alive: fleet.alive });
  }
  const underWay = createUnderWay({ claims: claims(), clock, counted: limiter.written });
  const parse = createParse({
    settings,
    commands,
    mention,
    typed: features.typed.command,
    other: features.hears.command,
    isIgnored: features.ignores,
    tell,
  });
  const way = createWay({
    parse,
    passes: features.guard.passes,
    limiter,
    dispatch,
    loops: createLoops(clock),
    underWay,
    mention,
    outbox,
    journal,
    isPaused: outbox.pauses.isPaused,
    isClosing: (channel) => closing.has(channel),
    optedOut,
    readsAhead: store.scripts !== null,
    say,
    fallbackMode: () => settings().llm.fallback_mode,
    wait: (ms) => duration(say, ms),
    clock,
    tell,
    watchdog,
    stopping: stopping.signal,
  });
  const recovery = createRecovery({
    underWay,
    commands: [...commands, mention],
    parse,
    clock,
    tell,
    watchdog,
    resume(call) {
      const { channel, viewer } = call.message;
      const settle = limiter.resume({ channel, viewer, command: call.command.name, deadline: call.deadline });
      way.resume(call, outbox.permits.reserve(channel, call.deadline - clock.now()) ?? undefined, settle);
    },
    onLoss: (left, loss) => void accountForLoss(left, loss),
    onUnwritten({ command, channel }) {
      // On Redis it was stored, or another process has it; but for a light command that held the process in its first turn.
      if (!store.scripts) tell({ ...lostAs('deadly'), command, channel, viewer: '' });
    },
  });

  async function accountForLoss(left: LeftOver, loss: Loss) {
    const { channel, viewer, command } = left;
    tell({ ...lostAs(loss), command, channel, viewer: viewer.login });
    const entry = lossEntry(left, say(`lost.${loss}`), clock);
    if ((await optedOut(viewer.id)) === false) journal.note(channel, entry);
  }

  // What runs is not answered any more.
  outbox.pauses.onTurn((channel, paused) => paused && dispatch.cancel(channel, null));

  function warnOfStrays() {
    for (const text of strayCommands(settings().rate_limiting, [...commands, mention])) {
      const fr = text
        .replace(': no command is called', ' : aucune commande ne s’appelle')
        .replace('did you mean', 'vouliez-vous dire')
        .replace('"?', '" ?');
      tell({ kind: 'warning', text, fr });
    }
  }
  configuration.onChange((next, previous) => {
    if (next.settings.rate_limiting !== previous.settings.rate_limiting) warnOfStrays();
  });

  async function drained(patienceMs: number, channel?: string) {
    const patience = new AbortController();
    await Promise.race([way.drained(channel), sleep(clock, patienceMs, patience.signal)]);
    patience.abort();
  }

  return {
    recovery: {
      name: 'recovery',
      start: () => recovery.look(fleet.owned()),
      async stop() {
        recovery.stop();
        await underWay.stop();
      },
      forget: (viewerId) => underWay.forget(viewerId, settings().bot.channels),
    },
    commands: {
      name: 'commands',
      async start() {
        recovery.settle();
        warnOfStrays();
      },
      async forget(viewerId) {
        way.forget(viewerId);
        journal.forget(viewerId);
        return { ok: true, value: null };
      },
    },
    take: way.take,
    isWorthReading: createHint(settings),
    entered(channel) {
      if (orphans.delete(channel)) void recovery.look([channel]);
    },
    cancel: dispatch.cancel,
    tookOver(channels) {
      for (const channel of channels) {
        closing.delete(channel);
        if (recovery.isSettled()) orphans.add(channel);
      }
    },
    isIdle: way.isIdle,
    async finish(channel) {
      await drained(drainMs, channel);
      closing.add(channel);
      await drained(drainMs, channel);
    },
    async drain() {
      limiter.stop();
      await drained(drainMs);
      stopping.abort();
      await drained(refusalMs);
    },
  };
}
