import { z } from 'zod';
import type { ConfigChange, ConfigEdited, ConfigFile } from '../../domain/config-file.ts';
import { streamEvents } from '../../domain/stream.ts';
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
const reactionKeys = streamEvents.flatMap(
  (kind) => [`reactions.${kind}.on`, `reactions.${kind}.min`, `reactions.${kind}.say`] as const,
);
const changeable = [...keys, ...reactionKeys] as const;
const value = z.union([
  z.string().max(400),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.string().max(200)).max(1_000),
]);
const changes = z.strictObject({
  changes: z
    .array(z.strictObject({ key: z.enum(changeable), value }))
    .min(1)
    .max(changeable.length),
});

/** Who changed which key here. The newest last; in memory alone. */
const told = z.object({
  at: z.number(),
  login: z.string(),
  key: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  undone: z.boolean(),
});
type Told = z.infer<typeof told>;
const mostTold = 100;

/** What can be changed in config.yaml without opening the file. */
export function settingsEndpoints(parts: DashboardParts): readonly Endpoint[] {
  const { configFile, settings, sections, clock } = parts;
  /** One entry for each time that the file was written. */
  const trail: Told[][] = [];

  function saidOf(key: string): unknown {
    const all: unknown = { ...Object.fromEntries(sections()), ...settings() };
    return key.split('.').reduce((at, part) => new Map(Object.entries(Object(at))).get(part), all);
  }

  function changesBy(login: string, changes: readonly ConfigChange[]): Told[] {
    const at = clock.wall();
    return changes.map(({ key, value }) => ({
      at,
      login,
      key,
      before: saidOf(key) ?? null,
      after: value,
      undone: false,
    }));
  }

  const answerOf = (file: ConfigFile, edited: ConfigEdited): ApiResult =>
    edited.ok
      ? done({ ...edited.edit, undoable: file.undoable() })
      : problem(422, edited.faults[0] ?? 'refused', edited.faults);
  const withFile = (use: (file: ConfigFile) => Promise<ConfigEdited>) => async (): Promise<ApiResult> =>
    configFile ? answerOf(configFile, await use(configFile)) : problem(409, 'This bot has no config.yaml of its own.');

  return [
    endpoint({
      method: 'GET',
      path: '/api/settings',
      about: 'What config.yaml says of the keys that can be changed here.',
      need: 'operator',
      answer: z.object({
        values: z.record(z.string(), z.unknown()),
        undoable: z.number(),
        writable: z.boolean(),
        edits: z.array(told).describe('since the bot started'),
      }),
      run: () =>
        done({
          values: Object.fromEntries(changeable.map((key) => [key, saidOf(key)])),
          undoable: configFile?.undoable() ?? 0,
          writable: configFile !== null,
          edits: trail.flat(),
        }),
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
      run: ({ body, visitor }) =>
        withFile(async (file) => {
          const changes = changesBy(visitor.login, body.changes);
          const edited = await file.apply(body.changes);
          if (edited.ok && edited.edit.diff.length > 0) trail.push(changes);
          if (trail.length > mostTold) trail.shift();
          return edited;
        })(),
    }),
    endpoint({
      method: 'POST',
      path: '/api/settings/undo',
      about: 'Takes back the last change that was made here.',
      need: 'operator',
      answer: edit,
      run: () =>
        withFile(async (file) => {
          const edited = await file.undo();
          const last = trail.findLast((changes) => changes.some(({ undone }) => !undone));
          if (edited.ok) for (const change of last ?? []) change.undone = true;
          return edited;
        })(),
    }),
  ];
}
