import {
  count,
  flag,
  list,
  number,
  oneOf,
  orNull,
  type Parsed,
  section,
  someSeconds,
  text,
  variableName,
  whole,
} from '../../lib/schema.ts';

/** What goes wrong together is one cause, and one message. The first ones explain the later ones. */
export const causes = ['chat', 'models', 'storage', 'answers', 'money', 'load'] as const;
export type Cause = (typeof causes)[number];

/** What is told, and of which cause it is a symptom. */
export const rules = {
  login: 'chat',
  silent: 'chat',
  outside: 'chat',
  models: 'models',
  redis: 'storage',
  storage: 'storage',
  backup: 'storage',
  lost: 'answers',
  failing: 'answers',
  sends: 'answers',
  budget: 'money',
  cost: 'money',
  sessions: 'load',
} as const satisfies Readonly<Record<string, Cause>>;
export type Rule = keyof typeof rules;
export const ruleNames = Object.keys(rules) as readonly Rule[];

/** Without these nothing can be answered: what fails meanwhile is told with them. */
export const roots: readonly Cause[] = ['chat', 'models', 'storage'];
/** Nobody gets an answer, or what is stored is at risk. */
export const isUrgent = (cause: Cause) => roots.includes(cause);

export const kinds = ['discord', 'slack', 'ntfy', 'webhook'] as const;
export type Kind = (typeof kinds)[number];

const name = text('a name of 1 to 40 letters, digits or . _ -', /^[\w.-]{1,40}$/);
const target = section({
  name,
  kind: oneOf(...kinds),
  // Environment variables: the address is a secret too.
  url_env: variableName.refine(
    (name) => name !== null,
    'expected the name of an environment variable such as OPENAI_API_KEY',
  ),
  token_env: variableName,
});
const unique = (all: readonly { readonly name: string }[]) => new Set(all.map(({ name }) => name)).size === all.length;
const time = '(?:[01]\\d|2[0-3]):[0-5]\\d';

/** config.yaml `alerts:`. */
export const alertSettings = section({
  to: list(target, 'a list of places such as { name: me, kind: ntfy, url_env: ALERTS_NTFY_URL }', 10)
    .refine(unique, 'expected another name for each place')
    .default([]),
  quiet: orNull(text('two times of day in quotes such as "23:00-08:00", or null', new RegExp(`^${time}-${time}$`))),
  most_per_hour: whole(1, 6).default(6),
  off: list(oneOf(...ruleNames), 'a list of rules such as [sessions]', ruleNames.length).default([]),
  // Seconds that chat or every model is away before it is told.
  after: someSeconds.default(300),
  // A stream that is not on air has no viewers to answer.
  while_live: flag.default(false),
  // Commands in an hour below which no share of failures is told.
  floor: count(10_000).default(10),
  sessions: count(1_000_000).default(1000),
  cost_an_hour: number('a number of cents >= 0, or null', (n) => n >= 0)
    .nullable()
    .default(50),
  // Pinged while the bot is well; who misses the pings alerts.
  ping: section({ url_env: variableName, every: someSeconds.default(60) }),
});
export type AlertSettings = Parsed<typeof alertSettings>;
export type Target = AlertSettings['to'][number];
