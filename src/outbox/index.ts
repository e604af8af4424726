import type { Base } from '../domain/base.ts';
import type { Chat } from '../domain/chat.ts';
import type { OpenDocuments } from '../domain/documents.ts';
import { duration } from '../domain/duration.ts';
import type { Fleet } from '../domain/fleet.ts';
import type { Part } from '../domain/part.ts';
import { createPauses, type Pauses } from '../domain/pause.ts';
import type { Say } from '../domain/phrases.ts';
import type { Announce, Said, Saying } from '../domain/saying.ts';
import type { Permits } from '../domain/verdict.ts';
import { createAnnouncements } from './announcements.ts';
import { createHeldBack } from './held-back.ts';
import { createJudge } from './judge.ts';
import { type Contain, createSender } from './sender.ts';
import { compileContainment, loadContainment } from './text/load.ts';

export interface OutboxRoom extends Part {
  readonly permits: Permits;
  say(saying: Saying): Promise<Said>;
  /** Where the bot is silent. */
  readonly pauses: Pauses;
  readonly announce: Announce;
  /** Whether a text would leave as it is. */
  sayable(channel: string, text: string): Promise<boolean>;
  /** Whether it would leave at all, changed or not. */
  leaves(channel: string, text: string, links?: readonly string[]): Promise<boolean>;
  /** How many lines Twitch lets the account send in 30 s where the line goes. */
  limitIn(channel: string): number;
  /** How long a viewer gets no answer of a model, because the gate held several back. */
  pausedMs(channel: string, viewerId: string): number;
  /** Channels that another process served until now. */
  tookOver(channels: readonly string[]): void;
  start(): Promise<void>;
}

export interface OutboxParts extends Base {
  readonly say: Say;
  readonly chat: Chat;
  readonly blockedTerms: (channel: string) => readonly string[];
  readonly documents: OpenDocuments;
  readonly fleet: Fleet;
  readonly env: NodeJS.ProcessEnv;
}

/** That the bot is silent from now on is said as soon as it can be, or never. */
const newsMs = 10_000;

/** The one gate through which text leaves. */
export function createOutbox(parts: OutboxParts): OutboxRoom {
  const { settings, say, chat, blockedTerms, fleet, env, clock, tell } = parts;
  const contained = new Map<string, Contain>();

  /** The rules take longer to load than all the rest: they are loaded once the bot is in its channels. */
  async function containment(channel: string): Promise<Contain> {
    const known = contained.get(channel);
    if (known) return known;
    const { createContainment } = await loadContainment();
    const contain = createContainment(() => ({
      prefix: settings().bot.prefix,
      botName: settings().bot.name,
      allowLinks: settings().links.allow,
      blockedTerms: blockedTerms(channel),
      policy: settings().outbox.policy,
      names: [channel],
    }));
    contained.set(channel, contain);
    return contain;
  }

  let compiling: Promise<void> | null = null;
  /** Before the first text of somebody else: compiled rules take memory that a bot nobody talks to can do without. */
  async function ready(channel: string): Promise<Contain> {
    compiling ??= compileContainment(clock);
    await compiling;
    return containment(channel);
  }

  const heldBack = createHeldBack(clock);
  const sender = createSender({
    chat,
    containment: ready,
    crowd: (names, waitMs) => say('refused.several', { names: names.join(', '), wait: duration(say, waitMs) }),
    sends: () => fleet.windows?.sends ?? null,
    judge: createJudge({
      key: () => (settings().outbox.judge === 'openai' ? (env['OPENAI_API_KEY'] ?? null) : null),
      clock,
      fetch,
    }),
    heldBack: heldBack.note,
    clock,
    tell,
  });

  const pauses = createPauses(parts.documents, clock.wall);
  pauses.onTurn((channel, paused) => {
    const text = say(paused ? 'pause.begins' : 'pause.ends');
    void sender.say({ channel, text, rank: 'notice', deadline: clock.now() + newsMs });
  });
  const stopping = new AbortController();
  let started = false;
  const isOpen = (channel: string) =>
    chat.joined().includes(channel) && fleet.owned().includes(channel) && !pauses.isPaused(channel);

  return {
    name: 'outbox',
    permits: sender.permits,
    say: sender.say,
    pauses,
    announce: createAnnouncements({ say: sender.say, isOpen, clock, tell, stopping: stopping.signal }),
    async sayable(channel, text) {
      const answer = (await ready(channel))(text, { maxLines: 1, wording: 'facts' });
      return answer.kind === 'lines' && answer.lines.join(' ') === text.replace(/\s+/g, ' ').trim();
    },
    async leaves(channel, text, links) {
      return (await ready(channel))(text, { maxLines: 2, links, wording: 'foreign' }).kind === 'lines';
    },
    limitIn: sender.limitIn,
    pausedMs: heldBack.pausedMs,
    tookOver(channels) {
      sender.tookOver(channels);
      // While the bot starts, nothing is in a hurry to be said.
      if (started) for (const channel of channels) void containment(channel);
    },
    async start() {
      started = true;
      for (const channel of fleet.owned()) await containment(channel);
    },
    stop: async () => stopping.abort(),
    async forget(viewerId) {
      heldBack.forget(viewerId);
      return { ok: true, value: null };
    },
  };
}
