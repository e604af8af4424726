import type { ChatMessage } from './chat.ts';
import type { Outcome, Reply } from './outcome.ts';
import type { LightPace } from './verdict.ts';
import type { Level } from './viewer.ts';

/** What a wait was for. Waits are taken out of `overhead_seconds` and counted in `wait_seconds{for}`. */
export type WaitFor = 'upstream' | 'slot' | 'send';

/** One thing that was done for a command, as it is told to somebody who wants to know how an answer came about. */
export type Step =
  | {
      readonly kind: 'routed';
      readonly route: string;
      readonly subject: string;
      readonly aspect: string;
      /** 0 to 1. */
      readonly confidence: number;
      readonly tier: string;
    }
  /** What the source said; `unasked`: the question is none for a source. */
  | {
      readonly kind: 'looked';
      readonly found: 'fact' | 'ambiguous' | 'nothing' | 'failed' | 'unasked';
      readonly source: string | null;
      readonly title: string | null;
      /** The answer itself, what a model would answer from, the choices, or why it failed. */
      readonly text: string | null;
      /** The source's own words are the answer: no model is asked. */
      readonly direct: boolean;
    }
  | {
      readonly kind: 'prompted';
      readonly messages: readonly { readonly role: string; readonly content: string }[];
    }
  /** An endpoint was asked. `outcome`: `ok`, or what failed. */
  | {
      readonly kind: 'called';
      readonly endpoint: string;
      readonly model: string;
      readonly outcome: string;
      readonly detail: string | null;
      readonly ms: number;
    }
  /** An answer from before; `stale`: because nothing better came. */
  | { readonly kind: 'cached'; readonly stale: boolean }
  /** What a model said, and what is left of it without the years that nobody gave; null: nothing. */
  | { readonly kind: 'checked'; readonly before: string; readonly after: string | null };

/** Adds up what one command waited for; the rest of its time is the bot's own. */
export interface Meter {
  waited(what: WaitFor, ms: number): void;
  readonly totalMs: number;
  /** A paid call was made for the command. Left out where nobody asks what one command cost. */
  spent?(cents: number): void;
  /** US cents until now. */
  readonly cents?: number;
  /** Left out where nobody wants to know. */
  step?(step: Step): void;
}

/** A chat line that parse understood. */
export interface Invocation {
  readonly command: Command;
  readonly message: ChatMessage;
  /** The text after the command's word; for a mention the line without the bot's name. */
  readonly args: string;
  /** Monotonic milliseconds by which the reply is handed to Twitch. */
  readonly deadline: number;
  readonly meter: Meter;
  /** Whether anything about the viewer may be stored; false from the moment that the viewer opts out. */
  mayStore: boolean;
}

export interface Command {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly level: Level;
  /** A viewer's right: never rate-limited away. */
  readonly free?: true;
  /** May cost a model or a source: the limits of questions hold. Every other command is light. */
  readonly asks?: true;
  /** Limits of its own, in the place of those of light commands. */
  readonly pace?: LightPace;
  /** Not typed for an answer (auto-translation): its refusal is not announced. */
  readonly quiet?: true;
  /** What `!help` says of one that moderators made; the bot's own have a phrase. */
  about?(): string;
  /**
   * Called while a store across the network decides about the admission: reads what `run` will need of it, and does
   * nothing else, as the command may be refused.
   */
  readAhead?(call: Invocation): void;
  run(call: Invocation, signal: AbortSignal): Promise<Outcome>;
  /**
   * Called once, when the reply goes to Twitch, for what can wait until then. `said`: what Twitch accepted of it; null
   * where it was lost, refused, or held back and something said instead.
   */
  onHanded?(call: Invocation, reply: Reply, said: Promise<string | null>): void;
}
