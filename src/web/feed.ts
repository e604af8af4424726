import type { Event, Tell } from '../domain/event.ts';
import type { FeedItem } from '../domain/feed.ts';
import type { Language } from '../domain/settings.ts';
import type { StreamEvent } from '../domain/stream.ts';
import type { Clock } from '../lib/clock.ts';

/** What happened lately, in memory alone. */
export interface Feed {
  /** Everything that is told. */
  readonly hear: Tell;
  /**
   * Oldest first. `after`: what came after that item, at most `limit`; null: the last ones. `sees`: whose items. What has
   * words in both languages is in `language`.
   */
  read(
    after: number | null,
    limit: number,
    sees: (channel: string | null) => boolean,
    language?: Language | null,
  ): readonly FeedItem[];
  /** The id of the newest item. */
  last(): number;
  /** Drops what a viewer typed, and the name. */
  forget(viewerId: string, names: readonly string[]): void;
  /** How often that was done: who has read before has to read again. */
  erased(): number;
}

export interface FeedParts {
  readonly clock: Clock;
  /** Minutes for which words are shown; 0: never. */
  readonly wordMinutes: () => number;
}

type News = Omit<FeedItem, 'id' | 'at'> & { readonly fr?: string };
interface Entry {
  item: FeedItem;
  /** The text in French, where there is one. */
  readonly fr: string | null;
  readonly viewerId: string;
}

const mostItems = 2_000;
const longestText = 500;
const minuteMs = 60_000;
const nothing = { viewer: null, command: null, text: null, by: null, source: null, cents: null, ms: null } as const;

export function createFeed({ clock, wordMinutes }: FeedParts): Feed {
  const entries: Entry[] = [];
  // A process that starts later goes on with higher ones, so that nobody's `after` skips what is new.
  let lastId = Math.floor(clock.wall()) * 1_000;
  /** Of the first entry that may have words. */
  let wordsFrom = 0;
  let erased = 0;

  function add({ fr, ...news }: News, viewerId = '') {
    dropOldWords();
    const text = wordMinutes() > 0 ? (news.text?.slice(0, longestText) ?? null) : null;
    entries.push({
      item: { id: ++lastId, at: clock.wall(), ...news, text },
      fr: fr?.slice(0, longestText) ?? null,
      viewerId,
    });
    if (entries.length <= mostItems) return;
    entries.shift();
    wordsFrom = Math.max(0, wordsFrom - 1);
  }

  function dropOldWords() {
    const before = clock.wall() - wordMinutes() * minuteMs;
    for (; wordsFrom < entries.length && entries[wordsFrom]!.item.at <= before; wordsFrom++) {
      const entry = entries[wordsFrom]!;
      entry.item = { ...entry.item, text: null };
    }
  }

  return {
    hear(event) {
      // Told for every line of a chat.
      if (event.kind === 'chat.received' || event.kind === 'wait') return;
      const news = newsOf(event);
      if (news) add(news, viewerOf(event));
    },
    read(after, limit, sees, language = null) {
      dropOldWords();
      const found: FeedItem[] = [];
      const told = ({ item, fr }: Entry) =>
        language === 'fr' && fr !== null && item.text !== null ? { ...item, text: fr } : item;
      if (after === null) {
        for (let i = entries.length - 1; i >= 0 && found.length < limit; i--) {
          if (sees(entries[i]!.item.channel)) found.push(told(entries[i]!));
        }
        return found.reverse();
      }
      let from = entries.length;
      while (from > 0 && entries[from - 1]!.item.id > after) from--;
      for (let i = from; i < entries.length && found.length < limit; i++) {
        if (sees(entries[i]!.item.channel)) found.push(told(entries[i]!));
      }
      return found;
    },
    last: () => lastId,
    erased: () => erased,
    forget(viewerId, names) {
      erased++;
      const known = names.map((name) => name.toLowerCase()).filter((name) => name !== '');
      const wordsOf = (text: string) => text.toLowerCase().split(/[^\p{L}\p{N}_]+/u);
      const isNamed = (text: string | null) => text !== null && wordsOf(text).some((word) => known.includes(word));
      for (const entry of entries) {
        const { item } = entry;
        const isTheirs = entry.viewerId === viewerId || (item.viewer !== null && known.includes(item.viewer));
        if (isTheirs) entry.item = { ...item, viewer: null, text: null };
        else if (isNamed(item.text)) entry.item = { ...item, text: null };
      }
    },
  };
}

function viewerOf(event: Event): string {
  if (event.kind === 'command.ended') return event.viewerId ?? '';
  return event.kind === 'moderation.ended' && !event.order.isNameless ? event.order.viewer.id : '';
}

const endingOf = { done: 'answered', refused: 'failed', lost: 'lost', 'dry run': 'ignored' } as const;

function newsOf(event: Event): News | null {
  switch (event.kind) {
    case 'command.ended': {
      const { command, channel, viewer, ending, source, gate, reason, viewerId, text, ms, cents } = event;
      return {
        ...{ kind: 'command', channel, command, ending, source: source ?? null },
        viewer: viewerId ? viewer : null,
        text: text ?? null,
        by: gate ?? reason ?? null,
        cents: cents ?? null,
        ms: ms === undefined ? null : Math.round(ms),
      };
    }
    case 'announcement.ended': {
      const { channel, by, result, text = null } = event;
      const ending = result === 'accepted' || result === 'merged' ? 'answered' : result === 'lost' ? 'lost' : 'refused';
      return { ...nothing, kind: 'announcement', channel, by, text, ending };
    }
    case 'chat.joined':
      return happened(event.channel, 'joined');
    case 'chat.left':
      return happened(event.channel, 'left', event.reason);
    case 'chat.event':
      // Nobody is named: they may have asked to be forgotten.
      return happened(event.channel, event.what, doneFor[event.what](event.count));
    case 'moderation.ended': {
      const { channel, result, reason, order } = event;
      const { act, rule, viewer, text = null, isNameless = false } = order;
      return {
        ...{ ...nothing, kind: 'moderation', channel, command: act, ending: endingOf[result] },
        viewer: isNameless ? null : viewer.login,
        text: isNameless ? null : text,
        by: reason === undefined ? rule : `${rule}: ${reason}`,
      };
    }
    case 'held back':
      return { ...nothing, kind: 'moderation', channel: event.channel, by: event.rule, ending: 'refused' };
    case 'endpoint.state':
      if (event.state === 'probing') return null;
      return happened(null, `endpoint ${event.word ?? event.state}`, `${event.endpoint}: ${event.detail}`);
    case 'settings.applied':
      return happened(null, 'settings applied', event.detail);
    case 'settings.rejected':
      return happened(null, 'settings rejected', event.faults[0] ?? '');
    case 'warning':
      return { ...happened(null, 'warning', event.text), fr: event.fr };
    default:
      return null;
  }
}

const doneFor: Readonly<Record<StreamEvent['what'], (count: number) => string>> = {
  raid: (viewers) => `a raid with ${viewers} viewers`,
  sub: () => 'a new subscription',
  resub: (months) => `a subscription of ${months} months`,
  gift: (subs) => `subscriptions given: ${subs}`,
  cheer: (bits) => `a cheer of ${bits} bits`,
  follow: () => 'a new follower',
  online: () => 'the stream begins',
  offline: () => 'the stream is over',
  ad: (seconds) => `ads for ${seconds} s`,
  redemption: (points) => `a reward for ${points} points`,
  hype_train: (level) => `a hype train of level ${level}`,
  shoutout: (viewers) => `a shout-out in front of ${viewers} viewers`,
  first_chat: () => 'a first message',
};

const happened = (channel: string | null, by: string, text = ''): News => ({
  ...nothing,
  ...{ kind: 'event', channel, by, text, ending: 'ignored' },
});
