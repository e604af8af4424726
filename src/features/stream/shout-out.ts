import type { Command, Invocation } from '../../domain/command.ts';
import { reply } from '../../domain/outcome.ts';
import type { Streamer } from '../../domain/stream.ts';
import { priorityOf } from '../../domain/viewer.ts';
import { asLogin } from '../../lib/text.ts';
import type { Home } from './phrases.ts';

/** A model that takes longer leaves the shout-out without its sentence. */
const patienceMs = 6_000;
const mostTokens = 80;
const longestSentence = 200;

/** Another streamer, with what they played last, and a friendly sentence where a model is up. */
export function createShoutOut(
  house: Home,
  failed: (answer: { scope: string | null; reason: string }) => string,
): Command {
  const { say, prefix, streams, models, settings, clock, persona, leaves } = house;

  async function sentence(call: Invocation, { name, category, title }: Streamer, signal: AbortSignal) {
    if (!settings().friendly_shoutout || category === '') return '';
    const { channel, viewer } = call.message;
    const completion = await models.complete(
      {
        messages: models.prompt('ask', {
          channel,
          question: say('stream.so.ask', { name }),
          past: { summary: null, exchanges: [] },
          facts: { source: 'Twitch', text: `${name}: ${category}. ${title}` },
          tier: 'light',
          stream: null,
          persona: persona(channel),
        }),
        maxTokens: mostTokens,
        channel,
        command: 'so',
        viewer,
        priority: priorityOf(viewer.roles),
        tier: 'light',
        deadline: Math.min(call.deadline, clock.now() + patienceMs),
        meter: call.meter,
      },
      signal,
    );
    const text = completion.kind === 'text' ? completion.text.slice(0, longestSentence).trim() : '';
    return text !== '' && (await leaves(channel, text)) ? ` ${text}` : '';
  }

  return {
    name: 'so',
    aliases: ['shoutout'],
    level: 'moderator',
    asks: true,
    async run(call, signal) {
      const { channel } = call.message;
      const login = asLogin(call.args.split(/\s/, 1)[0] ?? '');
      if (!/^\w{1,25}$/.test(login)) return reply(say('stream.so.usage', { prefix: prefix() }));
      const found = await streams.streamer(login);
      if (!found.ok) return reply(failed(found));
      if (!found.value) return reply(say('stream.nobody', { name: login }));
      const { name, category } = found.value;
      const words =
        category === '' ? say('stream.so', { name, login }) : say('stream.so.game', { name, login, category });
      // Twitch allows one in two minutes, and none while nothing is on air: the line is said all the same.
      const [friendly] = await Promise.all([sentence(call, found.value, signal), streams.shoutOut(channel, login)]);
      const written = [`https://twitch.tv/${login}`];
      return { ...reply(`${words}${friendly}`), written, ...(friendly !== '' && { source: 'template' }) };
    },
  };
}
