import type { Viewer } from '../../../src/domain/viewer.ts';
import type { Invariants } from './invariants.ts';

/** What somebody has done by Twitch's API, as the API's stand-in writes it down. */
interface Deed {
  readonly kind: string;
  readonly channel: string;
  readonly detail: string;
}

/** How the bot says that an act on a line has ended. */
export interface ToldAct {
  readonly order: { readonly act: string; readonly seconds?: number; readonly messageId?: string };
  readonly result: string;
}

interface Typed {
  readonly channel: string;
  readonly viewer: Viewer;
  readonly at: number;
  /** Whether the bot heard it, and has to act; null: it may. */
  acts: boolean | null;
  readonly ended: ToldAct[];
}

/** The only lines of the simulation that break a rule of its config.yaml. */
const banned = /vilainmot/i;
const link = /spam\d+\.example\.net/i;
/** Longer than all tries of an act. */
const patienceMs = 90_000;
/** What else somebody writes while they are being timed out goes with it. */
const together = 30_000;
const forgetMs = 1_200_000;
const punishes = new Set(['timeout', 'ban', 'warn']);

/** Looks at what the bot does to viewers on Twitch, and at what it says of it; knows by itself who broke a rule. */
export function createDeedsCheck(see: Invariants['see'], now: () => number, deeds: () => readonly Deed[]) {
  const lines = new Map<string, Typed>();
  const people = new Map<string, Viewer>();
  /** When somebody last broke a rule, by channel and viewer. */
  const guilty = new Map<string, number>();
  const dry = new Set<string>();
  const permits = new Map<string, number>();
  let read = 0;
  const keyOf = (channel: string, id: string) => `${channel} ${id}`;

  /** Null: it breaks no rule. */
  function brokenBy(channel: string, viewer: Viewer, text: string, isIgnored: boolean): 'words' | 'links' | null {
    if (isIgnored || viewer.roles.has('moderator') || viewer.roles.has('broadcaster')) return null;
    if (banned.test(text)) return 'words';
    if (!link.test(text) || viewer.roles.has('subscriber') || viewer.roles.has('vip')) return null;
    return (permits.get(keyOf(channel, viewer.login)) ?? 0) > now() ? null : 'links';
  }

  function look() {
    const all = deeds();
    for (; read < all.length; read++) {
      const { kind, channel, detail } = all[read] as Deed;
      if (kind !== 'delete' && !punishes.has(kind)) continue;
      const viewerId = kind === 'delete' ? lines.get(detail)?.viewer.id : detail.split(' ', 1)[0];
      const who = people.get(viewerId ?? '');
      const at = guilty.get(keyOf(channel, viewerId ?? '')) ?? Number.NEGATIVE_INFINITY;
      const isTheirs = now() - at < patienceMs * 2;
      see('only who breaks a rule is moderated', isTheirs ? null : `${kind} ${detail} in #${channel}`);
      const isSafe = who?.roles.has('moderator') || who?.roles.has('broadcaster');
      see('no moderator or broadcaster is punished', isSafe ? `${kind} of ${who?.login} in #${channel}` : null);
      see('a dry run acts on nobody', dry.has(channel) ? `${kind} of ${who?.login ?? detail} in #${channel}` : null);
    }
  }

  return {
    look,
    /** True: the line is taken off the chat, and is no command. */
    typed(id: string, channel: string, viewer: Viewer, text: string, isIgnored: boolean, isHeard: boolean): boolean {
      people.set(viewer.id, viewer);
      if (brokenBy(channel, viewer, text, isIgnored) === null) return false;
      const key = keyOf(channel, viewer.id);
      const isAlone = now() - (guilty.get(key) ?? Number.NEGATIVE_INFINITY) > together;
      guilty.set(key, now());
      lines.set(id, { channel, viewer, at: now(), acts: isHeard && isAlone ? true : null, ended: [] });
      return !dry.has(channel);
    },
    ended(told: ToldAct) {
      const line = lines.get(told.order.messageId ?? '');
      if (!line) return;
      line.ended.push(told);
      const { length } = line.ended;
      see('an act of moderation ends once', length > 1 ? `${length} ends of one line of ${line.viewer.login}` : null);
    },
    /** How the acts on a line have ended. */
    endsOf: (id: string) => lines.get(id)?.ended ?? [],
    permit(channel: string, login: string, ms: number) {
      permits.set(keyOf(channel, login), now() + ms);
    },
    dry(channel: string, isDry: boolean) {
      look();
      if (isDry) dry.add(channel);
      else dry.delete(channel);
    },
    /** The process is gone, and with it what it had begun. */
    died() {
      for (const line of lines.values()) if (line.ended.length === 0) line.acts = null;
    },
    minute() {
      look();
      for (const [id, line] of lines) {
        if (line.acts && now() - line.at > patienceMs) {
          const isLost = line.ended.length === 0;
          see('an act of moderation ends once', isLost ? `${id} of ${line.viewer.login}: nothing was done` : null);
          line.acts = null;
        }
        if (now() - line.at > forgetMs) lines.delete(id);
      }
      if (guilty.size > 2_000) for (const [key, at] of guilty) if (now() - at > forgetMs) guilty.delete(key);
    },
  };
}

export type DeedsCheck = ReturnType<typeof createDeedsCheck>;
