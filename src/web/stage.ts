import type { Level, Role } from '../domain/viewer.ts';

/** One line on the demo's chat page. Every string in it may come from a stranger: it is shown as text, never as markup. */
export interface StageLine {
  readonly id: string;
  /** Unix milliseconds. */
  readonly at: number;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly text: string;
  readonly replyTo?: { readonly name: string; readonly text: string };
  readonly kind: 'viewer' | 'bot' | 'notice';
}

export interface StageViewer {
  readonly key: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

type Words = Readonly<Record<'fr' | 'en', string>>;

/** A command as somebody may try it: what is typed, and what it does. */
export interface StageCommand {
  readonly name: string;
  readonly level: Level;
  readonly sample: Words;
  readonly about: Words;
}

/** The demo's chat, as its page needs it. A bot without a stage has no chat page. */
export interface Stage {
  readonly channel: string;
  readonly botName: string;
  /** What answers, in a few words: "LM Studio, qwen2.5-3b". */
  readonly label: Words;
  /** What the bot speaks, and the page until somebody chooses. */
  readonly language: 'fr' | 'en';
  readonly commands: readonly StageCommand[];
  /** What the stand-ins of Wikipedia and IGDB have, by title. */
  readonly knows: {
    readonly games: readonly string[];
    readonly subjects: Readonly<Record<'fr' | 'en', readonly string[]>>;
  };
  readonly viewers: readonly StageViewer[];
  /** The last lines, oldest first. */
  history(): readonly StageLine[];
  say(viewerKey: string, text: string): { readonly ok: true } | { readonly ok: false; readonly reason: string };
  subscribe(listener: (line: StageLine) => void): () => void;
}
