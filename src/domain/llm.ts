import type { Invocation, Meter } from './command.ts';
import type { Routed } from './knowledge.ts';
import type { About } from './outcome.ts';
import type { Language, Tier } from './settings.ts';
import type { Stored } from './storage.ts';
import type { OnAir } from './stream.ts';
import type { Refusal } from './verdict.ts';
import type { Priority, Viewer } from './viewer.ts';

/** `system` is the operator's text, never a viewer's. */
export interface PromptMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface LlmRequest {
  readonly messages: readonly PromptMessage[];
  readonly maxTokens: number;
  /** Instructions for a structured answer (tone, confidence), used where the server supports a schema. */
  readonly format?: string | undefined;
  /** The only answers there are; held to them where the server supports a schema. */
  readonly choices?: readonly string[] | undefined;
  readonly channel: string;
  /** The name of the command that asks. */
  readonly command?: string | undefined;
  readonly viewer: Viewer | null;
  readonly priority: Priority;
  /** Endpoints of this tier are asked first; left out, the operator's order stands. */
  readonly tier?: Tier | undefined;
  /** Monotonic milliseconds after which an answer is worth nothing. */
  readonly deadline: number;
  readonly meter: Meter;
}

export const tones = ['joyful', 'friendly', 'neutral', 'serious', 'sorry'] as const;
export type Tone = (typeof tones)[number];

export type LlmFailure = 'no_endpoint' | 'deadline' | 'upstream' | 'filtered' | 'held_back' | 'budget' | 'cancelled';

export type Completion =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly endpoint: string;
      readonly model: string;
      readonly tone?: Tone;
      /** How sure the model says it is, from 0 to 1. */
      readonly confidence?: number;
    }
  | { readonly kind: 'refused'; readonly verdict: Refusal }
  | { readonly kind: 'failed'; readonly reason: LlmFailure; readonly cause?: unknown };

/** Never throws and never rejects. */
export interface Llm {
  complete(request: LlmRequest, signal: AbortSignal): Promise<Completion>;
  states(): readonly EndpointReport[];
}

/** Asks a model on a cache miss, or in the background behind a stale answer. */
export type AskModel = (
  signal: AbortSignal,
  /** Set in the background: no viewer's priority and meter, and a deadline of its own. */
  behind: { readonly deadline: number } | null,
) => Promise<Completion>;

/** The answer cache, shared by all viewers. Never rejects. */
export interface Answers {
  /** Null for a question that is personal or depends on the conversation: never cached. */
  keyOf(question: string, prompt: (question: string) => readonly PromptMessage[], language: Language): string | null;
  /** One model call per key at a time. An answer that is not to be cached is returned all the same. */
  get(
    key: string,
    ask: AskModel,
    call: {
      readonly meter: Meter;
      /** Whether an answer may be cached. */
      readonly keep: (completion: Completion) => Promise<boolean>;
    },
    signal: AbortSignal,
  ): Promise<{ readonly completion: Completion; readonly cached: boolean }>;
  /** The cached answer, stale or not. */
  stored(key: string): Promise<string | null>;
}

export const endpointStates = ['healthy', 'backing off', 'probing', 'disabled'] as const;
export type EndpointState = (typeof endpointStates)[number];

/**
 * What an endpoint is called to people where its state alone would be untrue: `healthy` only means that it may be
 * asked, and not that it has ever answered.
 */
export type EndpointWord = 'not tried yet' | 'failing' | 'off' | 'no money' | 'key refused';

export interface EndpointReport {
  readonly name: string;
  readonly state: EndpointState;
  readonly word?: EndpointWord;
  /** Why it is disabled, and what to do. */
  readonly detail?: string;
}

/** What an endpoint has shown itself to be, for people. */
export interface EndpointFigures {
  readonly name: string;
  /** Calls that are under way. */
  readonly active: number;
  /** How many it takes at once; null: as many as there are slots. */
  readonly most: number | null;
  /** One after the other, since it answered last. */
  readonly failures: number;
  /** Until it is tried again; null: it is not waiting. */
  readonly retryMs: number | null;
  /** How long its last answers took: half of them, and 19 of 20. Null: there were none. */
  readonly latency: { readonly answers: number; readonly halfMs: number; readonly mostMs: number } | null;
}

/** What models are told, in the bot's language. */
export interface ToldModels {
  /** By the name of its file. */
  readonly prompts: Readonly<Record<string, string>>;
  readonly personas: Readonly<Record<string, string>>;
}

/** One of the model calls that may run at once. Released once. */
export interface Slot {
  release(): void;
}

export interface SlotRequest {
  readonly channel: string;
  /** Its name: kinds of commands may have a head start of their own. */
  readonly command?: string | undefined;
  readonly viewer: Viewer | null;
  readonly priority: Priority;
  readonly deadline: number;
}

/** The RateLimiter's priority queue in front of every model call. */
export interface Slots {
  /** Lowers the cap while the endpoints bear no more calls at once. */
  bound(limit: () => number): void;
  acquire(
    request: SlotRequest,
    signal: AbortSignal,
  ): Promise<{ kind: 'slot'; slot: Slot } | Refusal | { kind: 'cancelled' }>;
}

/** What a question becomes on its way to a model. */
export interface PromptCall {
  readonly channel: string;
  readonly question: string;
  readonly past: Past;
  /** What a source says, from which the model answers. */
  readonly facts: { readonly source: string; readonly text: string } | null;
  readonly tier: Tier;
  readonly stream: OnAir | null;
  readonly persona: string | null;
}

/** What one endpoint answered to a word of the operator's. `detail`: why it did not. */
export type Trial =
  | { readonly ok: true; readonly text: string; readonly ms: number }
  | { readonly ok: false; readonly detail: string; readonly ms: number };

/** Everything that has to do with models, as features use it. */
export interface Models extends Llm {
  /** Asks one endpoint, whatever its breaker says: it costs what such a call costs. */
  attempt(endpoint: string, channel: string, signal: AbortSignal): Promise<Trial>;
  /** How many calls at once the endpoints have shown to bear. */
  adaptiveCap(): number;
  figures(): readonly EndpointFigures[];
  told(): ToldModels;
  readonly answers: Answers;
  readonly conversations: Conversations;
  /** The names of the personas that there are files for. */
  personas(): readonly string[];
  prompt(kind: 'ask' | 'mention', call: PromptCall): readonly PromptMessage[];
  /** Instructions for a structured answer; undefined: plain text. */
  format(): string | undefined;
  maxReplyTokens(): number;
  /** A small model's opinion of where a question belongs, where the rules have none. */
  route(ruled: Routed, question: string, call: Invocation, signal: AbortSignal): Promise<Routed>;
}

export interface Exchange {
  readonly question: string;
  readonly answer: string;
  /** The page or game that the answer was read from. */
  readonly about?: About;
}

/** What was said before. */
export interface Past {
  /** Of what is no longer kept word for word. */
  readonly summary: string | null;
  /** The newest, oldest first. */
  readonly exchanges: readonly Exchange[];
}

/** What is kept of a conversation, in a few figures. */
export interface ConversationAbout {
  readonly exchanges: number;
  /** Whether there is a summary of what was said before them. */
  readonly summarised: boolean;
  readonly lastQuestion: string;
  /** How long ago the oldest exchange was, summarised or not. */
  readonly sinceMs: number;
  /** How long until all of it is forgotten, when the viewer says nothing more. */
  readonly expiresInMs: number;
}

/** What the bot remembers of one viewer in one channel. Nothing of it reaches another viewer's prompt. */
export interface Conversations {
  recall(channel: string, viewerId: string): Promise<Past>;
  /**
   * `said`: what was said of the answer, which is what is remembered; null: nothing is. Whoever recalls the conversation
   * meanwhile waits a moment for it.
   */
  remember(channel: string, viewerId: string, exchange: Exchange, said?: Promise<string | null>): Promise<void>;
  /** What `!memory` shows; null when there is nothing. */
  about(channel: string, viewerId: string): Promise<Stored<ConversationAbout | null>>;
  /** What is being remembered meanwhile is dropped too. */
  forget(channel: string, viewerId: string): Promise<Stored<null>>;
  count(): Promise<number>;
}
