import type { Command } from '../domain/command.ts';
import type { MemoryParts } from './memory.ts';

export interface ForgetParts extends Omit<MemoryParts, 'prefix'> {
  /** Takes what was deleted off the disk. */
  readonly scrub: () => Promise<unknown>;
}

/** Wipes what is kept of a viewer in this channel, and goes on remembering what comes. */
export function createForget({ say, conversations, privacy, scrub }: ForgetParts): Command {
  return {
    name: 'forget',
    aliases: ['oublie'],
    level: 'viewer',
    free: true,
    async run({ message: { channel, viewer } }) {
      const forgotten = await conversations.forget(channel, viewer.id);
      if (forgotten.ok) {
        await privacy.audit('forgot a conversation', viewer.id);
        await scrub();
      }
      return { kind: 'reply', source: 'bot', text: say(forgotten.ok ? 'forget.done' : 'forget.failed') };
    },
  };
}
