import type { ChatMessage } from './chat.ts';
import type { Viewer } from './viewer.ts';

/** What Twitch is asked to do about a viewer. `lift` ends a timeout or a ban. */
export type ModerationAct = 'delete' | 'warn' | 'timeout' | 'ban' | 'lift';

export interface ModerationOrder {
  readonly act: ModerationAct;
  readonly viewer: Pick<Viewer, 'id' | 'login'>;
  /** The line that is deleted. */
  readonly messageId?: string;
  /** Of a timeout. */
  readonly seconds?: number;
  /** Moderators read it on Twitch; of a warning the viewer does too. */
  readonly reason: string;
  /** The filter or the command that wants it. */
  readonly rule: string;
  /** What the viewer wrote. For the feed alone. */
  readonly text?: string;
  /** Nothing about the viewer may be shown or stored. */
  readonly isNameless?: boolean;
}

/** `lost`: Twitch may have done it. `scope`: the permission that the bot's token lacks. */
export type Moderated =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly scope: string | null; readonly reason: string }
  | { readonly kind: 'lost'; readonly reason: string };

/** How an act ended. `dry run`: nobody was asked to do it. */
export type ModerationResult = Moderated['kind'] | 'dry run';

/** Looks at lines of others before anything is decided of them. */
export interface Guard {
  /** Whether lines of the channel are looked at: where not, most of them are never parsed. Asked for every line. */
  watches(channel: string): boolean;
  /** False: the line is being taken off the chat, and is no command. */
  passes(message: ChatMessage): boolean;
}

const isOn = (filter: unknown) => typeof filter === 'object' && filter !== null && 'on' in filter && filter.on === true;

/** Whether the `moderation` section of config.yaml turns a filter on: the bot's token needs its permissions then. */
export const moderates = (section: unknown): boolean => Object.values(Object(section)).some(isOn);
