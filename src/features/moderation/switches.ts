import type { Collection } from '../../domain/collection.ts';
import { schemaOf } from '../../domain/documents.ts';
import type { Settings } from '../../domain/settings.ts';
import { type FilterName, filterNames, isFilter, type ModerationSettings, type Step } from './settings.ts';

/** What moderators of a channel changed: `links`, `dry_run`, `word …`, `host …`. */
export interface Switch {
  readonly on: boolean;
}
export const switchSchema = schemaOf(
  'a switch',
  (value): value is Switch => typeof (value as Partial<Switch> | null)?.on === 'boolean',
);

type Filters = {
  readonly [K in FilterName]: Omit<ModerationSettings[K], 'exempt' | 'strikes' | 'tell'> & {
    readonly exempt: readonly ('subscriber' | 'vip')[];
    readonly strikes: readonly Step[];
    readonly tell: boolean;
  };
};

/** What holds in one channel: config.yaml, and what its moderators changed. */
export interface Rules {
  readonly isOn: boolean;
  readonly dryRun: boolean;
  readonly filters: Filters;
}

export const dryRun = 'dry_run';
export const wordKey = (word: string) => `word ${word.toLowerCase()}`;
export const hostKey = (host: string) => `host ${host.toLowerCase()}`;
const behind = (all: ReadonlyMap<string, Switch>, kind: 'word' | 'host') =>
  [...all.keys()].filter((key) => key.startsWith(`${kind} `)).map((key) => key.slice(kind.length + 1));

export interface RulesParts {
  readonly settings: () => ModerationSettings;
  readonly config: () => Settings;
  readonly switches: Collection<Switch>;
}

const mostChannels = 10_000;

/** Worked out anew when something changed; asked for each line of a chat. */
export function createRules({ settings, config, switches }: RulesParts) {
  interface Known {
    readonly from: ModerationSettings;
    readonly links: readonly string[];
    readonly switched: ReadonlyMap<string, Switch>;
    readonly rules: Rules;
  }
  const known = new Map<string, Known>();

  function made(from: ModerationSettings, allowed: readonly string[], switched: ReadonlyMap<string, Switch>): Rules {
    const common = (name: FilterName) => {
      const { on, exempt, strikes, tell } = from[name];
      return {
        on: switched.get(name)?.on ?? on,
        exempt: exempt ?? from.exempt,
        strikes: strikes ?? from.strikes,
        tell: tell ?? from.tell,
      };
    };
    const entries = filterNames.map((name) => [name, { ...from[name], ...common(name) }]);
    const all = Object.fromEntries(entries) as unknown as Filters;
    const filters: Filters = {
      ...all,
      words: { ...all.words, list: [...all.words.list, ...behind(switched, 'word')] },
      links: { ...all.links, allow: [...all.links.allow, ...allowed, ...behind(switched, 'host')] },
    };
    return {
      isOn: filterNames.some((name) => filters[name].on),
      dryRun: switched.get(dryRun)?.on ?? from.dry_run,
      filters,
    };
  }

  return {
    of(channel: string): Rules {
      const from = settings();
      const { allow } = config().links;
      const switched = switches.read(channel);
      const now = known.get(channel);
      if (now && now.from === from && now.links === allow && now.switched === switched) return now.rules;
      const rules = made(from, allow, switched);
      if (known.size >= mostChannels) known.clear();
      known.set(channel, { from, links: allow, switched, rules });
      return rules;
    },
  };
}

/** What a key of a switch is about, in words that somebody would type. */
export const titleOf = (key: string) =>
  isFilter(key) || key === dryRun ? key.replace('_', ' ') : key.slice(key.indexOf(' ') + 1);
