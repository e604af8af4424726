import type { Base } from '../domain/base.ts';
import type { Chat } from '../domain/chat.ts';
import type { OpenDocuments } from '../domain/documents.ts';
import { duration } from '../domain/duration.ts';
import type { Fleet } from '../domain/fleet.ts';
import type { Part } from '../domain/part.ts';
import { createPauses, type Pauses } from '../domain/pause.ts';
import type { Say } from '../domain/phrases.ts';
import type { Announce, Rehearse, Said, Saying } from '../domain/saying.ts';
import type { Permits } from '../domain/verdict.ts';
import { createAnnouncements } from './announcements.ts';
import { createHeldBack } from './held-back.ts';
import { askOpenAi, createJudge, type Opinion } from './judge.ts';
import { type Contain, createSender } from './sender.ts';
import { compileContainment, loadContainment, screenContainment } from './text/load.ts';

export interface OutboxRoom extends Part {
  readonly permits: Permits;
  say(saying: Saying): Promise<Said>;
  readonly rehearse: Rehearse;
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
  /** Nobody else may speak as this moderator. */
  moderates(channel: string, login: string): void;
  /** The light model, asked where the operator chose it as judge. */
  judgeBy(model: MayBeSaid): void;
  /** Channels that another process served until now. */
  tookOver(channels: readonly string[]): void;
  start(): Promise<void>;
}

/** Whether a text may be said; null: no opinion now. */
export type MayBeSaid = (channel: string, text: string, signal: AbortSignal) => Promise<boolean | null>;

const asAnswered =
  (what: string, ask: MayBeSaid) =>
  async (...asked: Parameters<MayBeSaid>): Promise<Opinion | null> => {
    const may = await ask(...asked);
    return may === null ? null : may ? { fine: true } : { fine: false, what };
  };

export interface OutboxParts extends Base {
  readonly say: Say;
  readonly chat: Chat;
  readonly blockedTerms: (channel: string) => readonly string[];
  readonly documents: OpenDocuments;
  readonly autoMod: MayBeSaid;
  readonly fleet: Fleet;
  readonly env: NodeJS.ProcessEnv;
}

/** That the bot is silent from now on is said as soon as it can be, or never. */
const newsMs = 10_000;
/** Twitch lets a channel have as many. */
const mostModerators = 300;

/** The one gate through which text leaves. */
export function createOutbox(parts: OutboxParts): OutboxRoom {
  const { settings, say, chat, blockedTerms, autoMod, fleet, env, clock, tell } = parts;
  /** Models come later than this room. */
  let byModel: MayBeSaid = async () => null;
  const contained = new Map<string, Contain>();
  /** Those who were seen to moderate, by channel. */
  const moderators = new Map<string, Set<string>>();

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
      names: [channel, ...(moderators.get(channel) ?? [])],
    }));
    contained.set(channel, contain);
    return contain;
  }

  let screening: Promise<void> | null = null;
  /** From the first line on that will be said: rules take memory that a bot nobody talks to can do without. */
  function screened(): Promise<void> {
    screening ??= screenContainment(clock).then(() => void compileContainment(clock, stopping.signal));
    return screening;
  }
  async function ready(channel: string): Promise<Contain> {
    await screened();
    return containment(channel);
  }

  const heldBack = createHeldBack(clock);
  const sender = createSender({
    chat,
    containment: ready,
    crowd: (names, waitMs) => say('refused.several', { names: names.join(', '), wait: duration(say, waitMs) }),
    sends: () => fleet.windows?.sends ?? null,
    judge: createJudge({
      chosen: () => settings().outbox.judge,
      judges: {
        openai: askOpenAi(() => env['OPENAI_API_KEY'] ?? null, fetch),
        twitch: asAnswered('automod', autoMod),
        model: asAnswered('model', (...asked) => byModel(...asked)),
      },
      clock,
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
    permits: {
      ...sender.permits,
      reserve(channel, withinMs) {
        // The rules are ready when the command is: a stop gives refusals one second.
        screened().catch(() => {}); // Told when the line is said.
        return sender.permits.reserve(channel, withinMs);
      },
    },
    say: sender.say,
    rehearse: sender.rehearse,
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
    moderates(channel, login) {
      const seen = moderators.get(channel) ?? new Set();
      moderators.set(channel, seen);
      if (seen.size < mostModerators) seen.add(login);
    },
    judgeBy(model) {
      byModel = model;
    },
    tookOver(channels) {
      sender.tookOver(channels);
      // While the bot starts, nothing is in a hurry to be said.
      if (started) for (const channel of channels) void containment(channel);
    },
    async start() {
      started = true;
      for (const channel of fleet.owned()) await containment(channel);
    },
    warm: screened,
    stop: async () => stopping.abort(),
    async forget(viewerId) {
      heldBack.forget(viewerId);
      return { ok: true, value: null };
    },
  };
}
