import { z } from 'zod';
import type { Command } from '../../domain/command.ts';
import { holds, type Role, type Viewer } from '../../domain/viewer.ts';
import { createSlidingWindow } from '../../lib/window.ts';
import type { Visitor } from '../access.ts';
import { done, type Endpoint, endpoint, problem } from '../api.ts';
import type { DashboardParts } from '../bot.ts';
import { typedBy, wouldSay } from '../typed.ts';

const longest = 600;
const previewsPerMinute = 60;
const line = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'expected one line');

const asViewer = (visitor: Visitor, channel: string): Viewer => ({
  ...{ id: visitor.id, login: visitor.login, name: visitor.name },
  roles: new Set<Role>([visitor.roleIn(channel) === 'moderator' ? 'moderator' : 'broadcaster']),
});

/** What features show in the dashboard, and what moderators type in chat, done here without a line in chat. */
export function commandEndpoints(parts: DashboardParts): readonly Endpoint[] {
  const { bot, clock } = parts;
  const { features } = bot;
  const previews = createSlidingWindow(60_000);
  /** Whose change the broadcaster takes back; null: not theirs to take back, or nobody was heard by that name. */
  function changer(visitor: Visitor, channel: string, command: string, of: string): Viewer | null {
    const entry = bot.journal.of(channel, of);
    if (command !== 'undo' || visitor.roleIn(channel) === 'moderator' || !entry) return null;
    return { id: entry.viewerId, login: entry.login, name: entry.login, roles: new Set<Role>(['moderator']) };
  }
  const noPanel = problem(404, 'No feature of that name shows anything.');

  return [
    endpoint({
      method: 'GET',
      path: '/api/channels/{channel}/features/{feature}',
      about: 'What a feature has stored in a channel, with who changed what.',
      need: 'change',
      answer: z.looseObject({}),
      run({ params }) {
        const panel = features.panels.get(params['feature']!);
        return panel ? done(panel.read(params['channel']!)) : noPanel;
      },
    }),
    endpoint({
      method: 'POST',
      path: '/api/channels/{channel}/features/{feature}/preview',
      about:
        'What a draft would be said as: variables filled in, after the gate. Nothing is saved, nothing goes to chat. A fault is told in the language of Accept-Language.',
      need: 'change',
      body: z.strictObject({ draft: line(1_000), args: line(longest).default('') }),
      answer: z.object({
        said: z.array(
          z.object({
            lines: z.array(z.string()),
            rule: z.string().nullable().describe('by which the gate would hold it back'),
            fault: z.string().nullable().describe('what is wrong with the draft'),
          }),
        ),
      }),
      async run({ visitor, params, body, language }) {
        const channel = params['channel']!;
        const panel = features.panels.get(params['feature']!);
        if (!panel?.preview) return noPanel;
        if (previews.waitMs(clock.now(), previewsPerMinute) > 0) return problem(429, 'Too many tries within a minute.');
        previews.add(clock.now());
        const viewer = asViewer(visitor, channel);
        const command: Command = {
          ...{ name: 'preview', aliases: [], level: 'moderator', run: async () => ({ kind: 'ignored' }) },
          // Those who answer for the money may spend it here too.
          ...(visitor.roleIn(channel) !== 'moderator' && { asks: true }),
        };
        const call = typedBy(parts, { command, channel, viewer, args: body.args });
        const made = await panel.preview(body.draft, call, AbortSignal.timeout(20_000));
        const said = made.map(async (each) => {
          if (typeof each === 'function') {
            const fault = async () => each();
            const told = language === null ? fault() : parts.speakIn(language, fault);
            return { lines: [], rule: null, fault: await told };
          }
          const would = await wouldSay(bot.outbox.rehearse, channel, each, { viewerName: viewer.name, maxLines: 1 });
          return { lines: [], rule: null, ...would, fault: null };
        });
        return done({ said: await Promise.all(said) });
      },
    }),
    endpoint({
      method: 'POST',
      path: '/api/channels/{channel}/commands',
      about:
        'Runs a moderators’ command as if it had been typed; what it says is answered here, in the language of Accept-Language, and not in chat.',
      need: 'change',
      body: z.strictObject({
        command: z.string().regex(/^[^\s\u0000-\u001f]{1,40}$/, 'expected one word'),
        args: line(longest).default(''),
        of: z.string().max(25).optional().describe('with undo: whose last change, for who answers for the channel'),
      }),
      answer: z.object({ said: z.string() }),
      async run({ visitor, params, body, language }) {
        const channel = params['channel']!;
        const word = body.command.toLowerCase();
        const known = features.commands.find(({ name, aliases }) => name === word || aliases.includes(word));
        const command = known ?? features.typed.command(channel, word);
        const viewer = body.of === undefined ? asViewer(visitor, channel) : changer(visitor, channel, word, body.of);
        if (!viewer) return problem(403, 'You may take back your own changes only.');
        // What costs money, and the rights of the very person who types, stay in chat.
        if (!command || command.asks || command.free) return problem(404, 'There is no such command here.');
        if (!holds(viewer.roles, command.level)) return problem(403, 'That is not for moderators.');
        const call = { ...typedBy(parts, { command, channel, viewer, args: body.args }), mayStore: true };
        const run = () => command.run(call, AbortSignal.timeout(10_000));
        // What moderators made speaks as it would in chat.
        const outcome = await (known && language !== null ? parts.speakIn(language, run) : run());
        if (outcome.kind !== 'reply') return problem(409, 'That was refused just now.');
        if (known) return done({ said: outcome.text });
        // One that moderators made is tried like this.
        const would = await wouldSay(bot.outbox.rehearse, channel, outcome, { viewerName: viewer.name });
        return would?.rule
          ? problem(409, `The gate would hold it back: ${would.rule}`)
          : done({ said: would?.lines.join(' ') });
      },
    }),
  ];
}
