import { z } from 'zod';
import type { Invocation } from '../../domain/command.ts';
import { holds, type Role } from '../../domain/viewer.ts';
import type { Visitor } from '../access.ts';
import { done, type Endpoint, endpoint, problem } from '../api.ts';
import type { DashboardParts } from '../bot.ts';

const rolesOf = (visitor: Visitor, channel: string): ReadonlySet<Role> =>
  new Set<Role>([visitor.roleIn(channel) === 'moderator' ? 'moderator' : 'broadcaster']);
const longest = 600;

/** What features show in the dashboard, and what moderators type in chat, done here without a line in chat. */
export function commandEndpoints({ bot, settings, clock }: DashboardParts): readonly Endpoint[] {
  const { features } = bot;
  return [
    endpoint({
      method: 'GET',
      path: '/api/channels/{channel}/features/{feature}',
      about: 'What a feature has stored in a channel, with who changed what.',
      need: 'change',
      answer: z.looseObject({}),
      run({ params }) {
        const panel = features.panels.get(params['feature']!);
        return panel ? done(panel.read(params['channel']!)) : problem(404, 'No feature of that name shows anything.');
      },
    }),
    endpoint({
      method: 'POST',
      path: '/api/channels/{channel}/commands',
      about: 'Runs a moderators’ command as if it had been typed; what it says is answered here, and not in chat.',
      need: 'change',
      body: z.strictObject({
        command: z.string().regex(/^[^\s\u0000-\u001f]{1,40}$/, 'expected one word'),
        args: z
          .string()
          .max(longest)
          .regex(/^[^\u0000-\u001f\u007f]*$/, 'expected one line')
          .default(''),
      }),
      answer: z.object({ said: z.string() }),
      async run({ visitor, params, body }) {
        const channel = params['channel']!;
        const word = body.command.toLowerCase();
        const known = features.commands.find(({ name, aliases }) => name === word || aliases.includes(word));
        // One that moderators made is tried like this: what it would say, and not in chat.
        const command = known ?? features.typed.command(channel, word);
        const roles = rolesOf(visitor, channel);
        // What costs money, and the rights of the very person who types, stay in chat.
        if (!command || command.asks || command.free) return problem(404, 'There is no such command here.');
        if (!holds(roles, command.level)) return problem(403, 'That is not for moderators.');
        const now = clock.now();
        const call: Invocation = {
          command,
          args: body.args.trim(),
          message: {
            ...{ id: `web-${now}`, channel, roomId: '', text: body.args, receivedAt: now, replyToLogin: null },
            viewer: { id: visitor.id, login: visitor.login, name: visitor.name, roles },
          },
          deadline: now + settings().llm.reply_deadline * 1000,
          meter: { waited() {}, totalMs: 0 },
          mayStore: true,
        };
        const outcome = await command.run(call, AbortSignal.timeout(10_000));
        return outcome.kind === 'reply' ? done({ said: outcome.text }) : problem(409, 'That was refused just now.');
      },
    }),
  ];
}
