import { type Documents, type OpenDocuments, schemaOf } from './documents.ts';

/** Whether the bot is silent in a channel, since when, and who wanted it. */
export interface Pause {
  readonly paused: boolean;
  /** Login, or empty where nobody has a name. */
  readonly by: string;
  /** Unix milliseconds. */
  readonly at: number;
}

/** Where the bot is silent until somebody resumes it. It outlives a restart, and every process sees it. */
export interface Pauses {
  of(channel: string): Pause;
  isPaused(channel: string): boolean;
  /** False: it was not stored. */
  set(channel: string, paused: boolean, by: string): Promise<boolean>;
  /** Called when a channel is paused or resumed now, in whichever process that was; not for what is read at the start. */
  onTurn(listener: (channel: string, paused: boolean) => void): void;
}

/** What happened longer ago, or before this process, is not news: it was read from the store. */
const newsMs = 15_000;
const none: Pause = { paused: false, by: '', at: 0 };

const isPause = (value: unknown): value is Pause => {
  const { paused, by, at } = (value ?? {}) as Partial<Pause>;
  return typeof paused === 'boolean' && typeof by === 'string' && Number.isFinite(at);
};

export function createPauses(documents: OpenDocuments, wall: () => number): Pauses {
  const all: Documents<Pause> = documents('paused', schemaOf('whether a channel is paused', isPause), none);
  const listeners: ((channel: string, paused: boolean) => void)[] = [];
  const known = new Map<string, boolean>();
  const bornAt = wall();

  all.onChange((channel, { paused, at }) => {
    const turned = (known.get(channel) ?? false) !== paused;
    known.set(channel, paused);
    if (turned && at >= bornAt && wall() - at < newsMs) for (const listener of listeners) listener(channel, paused);
  });

  return {
    of: all.read,
    isPaused: (channel) => all.read(channel).paused,
    async set(channel, paused, by) {
      const done = await all.change(channel, (now) => (now.paused === paused ? null : { paused, by, at: wall() }));
      return done.ok;
    },
    onTurn: (listener) => void listeners.push(listener),
  };
}
