import type { Command } from '../../domain/command.ts';
import { defineFeature } from '../../domain/feature.ts';
import { reply } from '../../domain/outcome.ts';
import { phrases } from './phrases.ts';

/** Questions, typed as a command or by name: they differ in what the model is told, and in what an empty line gets. */
export const ask = defineFeature({
  name: 'ask',
  phrases,
  readme: [
    { type: ['!ask <question>'], get: 'an answer: from IGDB or Wikipedia where it is a fact, else from a model' },
    { type: ['@serdabot ...'], get: 'a chat with it; its name first or last in your line will do' },
  ],
  async create(house) {
    const { createAnswer } = await import('./answer.ts');
    const { say, prefix, models } = house;
    const answer = createAnswer(house);
    const onHanded: Command['onHanded'] = ({ args, message, mayStore }, { source, text, about }, said) => {
      // A phrase is no part of a conversation, and neither is how to ask.
      if (args === '' || source === 'phrase' || !mayStore) return;
      const exchange = { question: args, answer: text, ...(about && { about }) };
      void models.conversations.remember(message.channel, message.viewer.id, exchange, said);
    };
    const readAhead: Command['readAhead'] = (call) => {
      if (call.args !== '') answer.readAhead(call);
    };
    const ask: Command = {
      name: 'ask',
      aliases: ['question'],
      level: 'viewer',
      asks: true,
      readAhead,
      run: async (call, signal) =>
        call.args === '' ? reply(say('ask.usage', { prefix: prefix() })) : answer('ask', call, signal),
      onHanded,
    };
    const mention: Command = {
      name: 'mention',
      aliases: [],
      level: 'viewer',
      asks: true,
      readAhead,
      run: async (call, signal) =>
        call.args === '' ? reply(say('mention.empty', { prefix: prefix() })) : answer('mention', call, signal),
      onHanded,
    };
    /** "Oui" alone, from who was just asked back: the rest of a question that was paid for already. */
    const choice: Command = {
      name: 'ask',
      aliases: [],
      level: 'viewer',
      pace: { name: 'choice', viewerSeconds: 0, channelSeconds: 0 },
      readAhead,
      run: async (call, signal) => answer('ask', call, signal),
      onHanded,
    };
    const { choices } = house.knowledge;
    return {
      commands: [ask],
      mention,
      hears: {
        of: choices.awaits,
        // What replies to somebody else answers them.
        command: ({ channel, viewer, replyToLogin }, text) =>
          !replyToLogin && choices.fits(channel, viewer.login, text) ? choice : null,
      },
      variables: [
        {
          name: 'ask',
          argument: 'required',
          example: 'ask a joke about $(query)',
          asks: true,
          isForeign: true,
          async value(question, { call }, signal) {
            const outcome = await answer('ask', { ...call, args: question }, signal);
            return outcome.kind === 'reply' ? outcome.text : say('failed.minimal');
          },
        },
      ],
    };
  },
});
