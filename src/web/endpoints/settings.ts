import { z } from 'zod';
import type { ConfigEdited, ConfigFile } from '../../domain/config-file.ts';
import { type ApiResult, done, type Endpoint, endpoint, problem } from '../api.ts';
import type { DashboardParts } from '../bot.ts';

const edit = z.object({
  diff: z.array(z.object({ sign: z.enum(['-', '+']), text: z.string() })),
  restart: z.array(z.string()).describe('keys that count after a restart only'),
  undoable: z.number(),
});
/** What the dashboard changes: nothing that opens a door, names a program or an address. */
const keys = [
  'bot.language',
  'bot.prefix',
  'llm.enabled',
  'llm.fallback_mode',
  'llm.reply_deadline',
  'rate_limiting.user_cooldown',
  'rate_limiting.max_requests_per_user_hour',
  'rate_limiting.newcomers_per_hour',
  'rate_limiting.light_cooldown',
  'rate_limiting.light_channel_cooldown',
  'rate_limiting.max_concurrent_users',
  'rate_limiting.line.length',
  'budget.day',
  'budget.channel',
  'budget.viewer',
  'outbox.policy',
  'links.allow',
  'bots.ignore',
  'web.moderators',
  'web.words',
  'log.level',
] as const;
const value = z.union([
  z.string().max(200),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.string().max(200)).max(1_000),
]);
const changes = z.strictObject({
  changes: z
    .array(z.strictObject({ key: z.enum(keys), value }))
    .min(1)
    .max(keys.length),
});

/** What can be changed in config.yaml without opening the file. */
export function settingsEndpoints({ configFile, settings }: DashboardParts): readonly Endpoint[] {
  const told = (file: ConfigFile, edited: ConfigEdited): ApiResult =>
    edited.ok
      ? done({ ...edited.edit, undoable: file.undoable() })
      : problem(422, edited.faults[0] ?? 'refused', edited.faults);
  const withFile = (use: (file: ConfigFile) => Promise<ConfigEdited>) => async (): Promise<ApiResult> =>
    configFile ? told(configFile, await use(configFile)) : problem(409, 'This bot has no config.yaml of its own.');

  return [
    endpoint({
      method: 'GET',
      path: '/api/settings',
      about: 'What config.yaml says of the keys that can be changed here.',
      need: 'operator',
      answer: z.object({ values: z.record(z.string(), z.unknown()), undoable: z.number(), writable: z.boolean() }),
      run: () => {
        const of = (key: string) =>
          key.split('.').reduce<unknown>((at, part) => new Map(Object.entries(Object(at))).get(part), settings());
        return done({
          values: Object.fromEntries(keys.map((key) => [key, of(key)])),
          undoable: configFile?.undoable() ?? 0,
          writable: configFile !== null,
        });
      },
    }),
    endpoint({
      method: 'POST',
      path: '/api/settings/preview',
      about: 'What a change would do to config.yaml; nothing is written.',
      need: 'operator',
      body: changes,
      answer: edit,
      run: ({ body }) => withFile((file) => file.preview(body.changes))(),
    }),
    endpoint({
      method: 'PUT',
      path: '/api/settings',
      about: 'Changes config.yaml, validated first; comments and order stay.',
      need: 'operator',
      body: changes,
      answer: edit,
      run: ({ body }) => withFile((file) => file.apply(body.changes))(),
    }),
    endpoint({
      method: 'POST',
      path: '/api/settings/undo',
      about: 'Takes back the last change that was made here.',
      need: 'operator',
      answer: edit,
      run: () => withFile((file) => file.undo())(),
    }),
  ];
}
