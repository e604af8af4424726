import type { ChatState } from './chat.ts';
import type { WaitFor } from './command.ts';
import type { EndpointState, EndpointWord } from './llm.ts';
import type { ModerationOrder, ModerationResult } from './moderation.ts';
import type { FailureReason, Source } from './outcome.ts';
import type { StreamEvent } from './stream.ts';
import type { Gate } from './verdict.ts';
import type { Viewer } from './viewer.ts';
import type { Work } from './watchdog.ts';

/** How a command ended, as `commands_total{outcome}` counts it. */
export type Ending = 'answered' | 'refused' | 'failed' | 'ignored' | 'lost';

/** Everything that happens and that somebody may want to see. Telemetry turns events into log lines and metrics. */
export type Event =
  | { readonly kind: 'chat.received' }
  | { readonly kind: 'chat.state'; readonly state: ChatState; readonly detail: string }
  | { readonly kind: 'chat.joined'; readonly channel: string }
  /** How many channels this process serves. */
  | { readonly kind: 'channels.owned'; readonly count: number }
  | { readonly kind: 'chat.left'; readonly channel: string; readonly reason: string }
  | {
      readonly kind: 'chat.sent';
      readonly channel: string;
      /** `merged`: told as a name in one line for several viewers. */
      readonly result: 'accepted' | 'refused' | 'lost' | 'unsaid' | 'merged';
      readonly reason?: string;
    }
  | {
      readonly kind: 'command.ended';
      readonly command: string;
      readonly channel: string;
      readonly viewer: string;
      readonly ending: Ending;
      readonly source?: Source;
      readonly gate?: Gate;
      readonly reason?: FailureReason | string;
      readonly overheadMs?: number;
      /** For the feed alone. Empty where nothing about the viewer may be stored. */
      readonly viewerId?: string;
      readonly text?: string;
      /** From the line received to the end. */
      readonly ms?: number;
      readonly cents?: number;
    }
  | {
      readonly kind: 'announcement.ended';
      readonly channel: string;
      /** The feature that spoke. */
      readonly by: string;
      readonly result: 'accepted' | 'refused' | 'lost' | 'unsaid' | 'merged';
      readonly reason?: string;
      /** For the feed alone. */
      readonly text?: string;
    }
  /** Twitch accepted a line of an answer. Nothing is told of viewers of whom nothing may be stored. */
  | {
      readonly kind: 'answer.said';
      readonly channel: string;
      readonly viewer: Pick<Viewer, 'id' | 'login' | 'name'>;
      readonly command: string;
      /** Whether it may have cost a model or a source. */
      readonly asks: boolean;
      readonly question: string;
      /** Of the message that was answered. */
      readonly questionId: string;
      readonly source: Source;
      /** Of the line, as Twitch has it. */
      readonly lineId: string;
      readonly text: string;
    }
  /** Twitch took back one message, or all of a viewer's, or with null twice the whole chat. */
  | {
      readonly kind: 'chat.withdrawn';
      readonly channel: string;
      readonly messageId: string | null;
      readonly viewerId: string | null;
    }
  | ({ readonly kind: 'chat.event'; readonly channel: string } & StreamEvent)
  /** An act on a viewer ended, one way or another. */
  | {
      readonly kind: 'moderation.ended';
      readonly channel: string;
      readonly order: ModerationOrder;
      readonly result: ModerationResult;
      readonly reason?: string;
    }
  /** The outbox let a line not leave, or not as it was. */
  | { readonly kind: 'held back'; readonly channel: string; readonly rule: string }
  | { readonly kind: 'refused'; readonly gate: Gate; readonly told: boolean }
  | { readonly kind: 'wait'; readonly for: WaitFor; readonly ms: number }
  | { readonly kind: 'llm.started'; readonly endpoint: string }
  | {
      readonly kind: 'llm.ended';
      readonly endpoint: string;
      readonly outcome: string;
      readonly ms: number;
      readonly detail?: string;
      /** The server's own words; may repeat what a viewer typed, so debug only. */
      readonly said?: string | undefined;
    }
  | {
      readonly kind: 'endpoint.state';
      readonly endpoint: string;
      readonly state: EndpointState;
      readonly word?: EndpointWord | undefined;
      readonly detail: string;
    }
  /** How many model calls the adaptive cap lets run at once. */
  | { readonly kind: 'llm.limit'; readonly limit: number; readonly cap: number }
  | {
      readonly kind: 'llm.cost';
      readonly endpoint: string;
      readonly model: string;
      readonly channel: string;
      readonly cents: number;
    }
  | { readonly kind: 'cache.request'; readonly cache: string; readonly result: string }
  | { readonly kind: 'settings.applied'; readonly file: string; readonly detail: string }
  | { readonly kind: 'settings.rejected'; readonly file: string; readonly faults: readonly string[] }
  /** `at`: Unix milliseconds. Not `made` now: it was found at the start. */
  | { readonly kind: 'backup'; readonly file: string; readonly at: number; readonly made: boolean }
  /** The event loop stood still, and turns again. `work`: what held it; null: no chat line. */
  | { readonly kind: 'stall'; readonly ms: number; readonly work: Work | null }
  /** `fr`: the same for a terminal whose bot speaks French. */
  | { readonly kind: 'warning'; readonly text: string; readonly fr: string }
  | { readonly kind: 'lifecycle'; readonly text: string }
  | { readonly kind: 'bug'; readonly where: string; readonly error: unknown };

export type Tell = (event: Event) => void;
