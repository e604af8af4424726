import type { Command } from '../../domain/command.ts';
import { defineFeature } from '../../domain/feature.ts';
import { reply } from '../../domain/outcome.ts';
import { phrases } from './phrases.ts';

/** What viewers may know and decide of what is stored about them. */
export const privacy = defineFeature({
  name: 'privacy',
  phrases,
  readme: [
    { type: ['!privacy'], get: 'what it keeps, for how long, and who reads your questions' },
    { type: ['!memory', '!forget'], get: 'what it has kept of your exchanges in this channel; it forgets them' },
    {
      type: ['!forgetme', '!remember'],
      get: 'it erases all about you and keeps nothing from then on; it remembers again',
    },
  ],
  async create(house) {
    const [{ createMemory }, { createPrivacyCommand }] = await Promise.all([
      import('./memory.ts'),
      import('./privacy.ts'),
    ]);
    const { say, prefix, models, privacy } = house;
    /** A right: never rate-limited away. */
    const right = { level: 'viewer', free: true } as const;

    const forget: Command = {
      ...right,
      name: 'forget',
      aliases: ['oublie'],
      async run({ message: { channel, viewer } }) {
        const forgotten = await models.conversations.forget(channel, viewer.id);
        if (forgotten.ok) {
          await privacy.audit('forgot a conversation', viewer.id);
          await privacy.scrub();
        }
        return reply(say(forgotten.ok ? 'forget.done' : 'forget.failed'));
      },
    };

    /** Acts at once, without a question: nothing that the viewer typed is lost to anybody else. */
    const forgetMe: Command = {
      ...right,
      name: 'forgetme',
      aliases: ['oubliemoi'],
      async run({ message }) {
        const ended = await privacy.optOut(message.viewer.id, [message.viewer.login, message.viewer.name]);
        return reply(ended === 'done' ? say('forgetme.done', { prefix: prefix() }) : say(`forgetme.${ended}`));
      },
    };

    const remember: Command = {
      ...right,
      name: 'remember',
      aliases: ['souvienstoi'],
      async run({ message }) {
        const ended = await privacy.optIn(message.viewer.id);
        return reply(ended === 'unsaved' ? say('remember.unsaved') : say(`remember.${ended}`, { prefix: prefix() }));
      },
    };

    return { commands: [createPrivacyCommand(house), createMemory(house), forget, forgetMe, remember] };
  },
});
