import type { Meter } from './command.ts';
import type { Tier } from './settings.ts';
import type { Refusal } from './verdict.ts';
import type { Priority, Viewer } from './viewer.ts';

/** `system` is the house's own text, never a viewer's. */
export interface PromptMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface LlmRequest {
  readonly messages: readonly PromptMessage[];
  readonly maxTokens: number;
  readonly channel: string;
  readonly viewer: Viewer | null;
  readonly priority: Priority;
  /** Endpoints of this tier are asked first; left out, the operator's order stands. */
  readonly tier?: Tier | undefined;
  /** Monotonic milliseconds after which an answer is worth nothing. */
  readonly deadline: number;
  readonly meter: Meter;
}

export type LlmFailure = 'no_endpoint' | 'deadline' | 'upstream' | 'filtered' | 'cancelled';

export type Completion =
  | { readonly kind: 'text'; readonly text: string; readonly endpoint: string; readonly model: string }
  | { readonly kind: 'refused'; readonly verdict: Refusal }
  | { readonly kind: 'failed'; readonly reason: LlmFailure; readonly cause?: unknown };

/** Never throws and never rejects. */
export interface Llm {
  complete(request: LlmRequest, signal: AbortSignal): Promise<Completion>;
  states(): readonly { readonly name: string; readonly state: EndpointState }[];
}

export const endpointStates = ['healthy', 'backing off', 'probing', 'disabled'] as const;
export type EndpointState = (typeof endpointStates)[number];

/** One of the places of the concurrency cap. Released once. */
export interface Slot {
  release(): void;
}

export interface SlotRequest {
  readonly channel: string;
  readonly viewer: Viewer | null;
  readonly priority: Priority;
  readonly deadline: number;
}

/** The RateLimiter's priority line in front of every model call. */
export interface Slots {
  acquire(
    request: SlotRequest,
    signal: AbortSignal,
  ): Promise<{ kind: 'slot'; slot: Slot } | Refusal | { kind: 'cancelled' }>;
}

export interface Exchange {
  readonly question: string;
  readonly answer: string;
}

/** What the bot remembers of one viewer in one channel. Nothing of it reaches another viewer's prompt. */
export interface Conversations {
  recall(channel: string, viewerId: string): Promise<readonly Exchange[]>;
  remember(channel: string, viewerId: string, exchange: Exchange): Promise<void>;
  count(): Promise<number>;
}
