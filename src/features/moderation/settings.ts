import { domains, flag, leaf, list, oneOf, type Parsed, section, whole } from '../../lib/schema.ts';

/** What is done at a strike: a number is a timeout of so many seconds. */
export type Step = 'delete' | 'warn' | 'ban' | number;

const longestTimeout = 1_209_600;
const step = leaf<Step>(
  `delete, warn, ban or seconds of a timeout from 1 to ${longestTimeout}`,
  (value) =>
    value === 'delete' ||
    value === 'warn' ||
    value === 'ban' ||
    (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= longestTimeout),
);
const ladder = list(step, 'a list such as [delete, 60, 600]', 10)
  .min(1, 'expected at least one step')
  .refine(([first]) => first !== 'ban', 'expected a first step that is no ban');
const roles = list(oneOf('subscriber', 'vip'), 'a list of subscriber and vip', 2);

/** `exempt`, `strikes` and `tell` stand in the place of those of the section. */
const filter = <T extends Parameters<typeof section>[0]>(shape: T, exempt: ('subscriber' | 'vip')[] | null = null) =>
  section({
    on: flag.default(false),
    exempt: roles.nullable().default(exempt),
    strikes: ladder.nullable().default(null),
    tell: flag.nullable().default(null),
    ...shape,
  });
const within = (seconds: number) => whole(1, 600).default(seconds);
const amount = (usual: number, most = 500) => whole(1, most).default(usual);
const words = list(
  leaf<string>(
    'a word, words with *, or /a pattern/ of at most 200 letters',
    (value) => typeof value === 'string' && value.trim() !== '' && value.length <= 200,
  ),
  'a list of words',
  500,
).default([]);

export const moderationSettings = section({
  dry_run: flag.default(false),
  exempt: roles.default(['subscriber', 'vip']),
  strikes: ladder.default(['delete', 60, 600]),
  // Whether the bot says in chat why a line went.
  tell: flag.default(true),
  words: filter({ list: words }, []),
  links: filter({ allow: domains(1_000).default([]) }),
  lookalikes: filter({ accounts: amount(5), within: within(60), letters: amount(8) }, []),
  symbols: filter({ signs: amount(15), share: amount(50, 100), run: amount(20) }),
  caps: filter({ letters: amount(20), share: amount(70, 100) }),
  emotes: filter({ most: amount(15) }),
  length: filter({ most: amount(350) }),
  mentions: filter({ most: amount(5) }),
  repeated: filter({ times: whole(2, 20).default(3), within: within(30), alike: amount(85, 100), words: amount(10) }),
  flood: filter({ lines: whole(2, 100).default(8), within: within(10) }),
});

export type ModerationSettings = Parsed<typeof moderationSettings>;

/** In the order in which a line is looked at. */
export const filterNames = [
  ...(['words', 'links', 'lookalikes', 'symbols', 'caps'] as const),
  ...(['emotes', 'length', 'mentions', 'repeated', 'flood'] as const),
] as const;
export type FilterName = (typeof filterNames)[number];

export const isFilter = (name: string): name is FilterName => filterNames.some((one) => one === name);
