import type { Command } from './command.ts';
import type { Feature, FeaturePanel, FeatureParts, Hears, House, JoinedFeatures } from './feature.ts';
import type { Guard } from './moderation.ts';
import type { Part } from './part.ts';
import type { Configuration, Live } from './settings.ts';
import type { StreamEvent } from './stream.ts';
import type { Variable } from './template.ts';

/** The stream events that features want, as config.yaml has them now. */
export const wantedEvents =
  (list: readonly Feature[], configuration: Pick<Live<Configuration>, 'current'>) =>
  (): ReadonlySet<StreamEvent['what']> => {
    const { features } = configuration.current();
    return new Set(
      list.flatMap(({ name, events }) => (features.has(name) ? (events?.(features.get(name)) ?? []) : [])),
    );
  };

/** Makes every feature, in the order of the list. `houseOf`: the house as one feature may use it. */
export async function createFeatures(
  list: readonly Feature[],
  houseOf: (feature: Feature, all: JoinedFeatures) => House,
): Promise<JoinedFeatures> {
  const made: (readonly [Feature, FeatureParts])[] = [];
  const commands: Command[] = [];
  const panels = new Map<string, FeaturePanel>();
  const variables = new Map<string, Variable>();
  const first = <T>(ask: (parts: FeatureParts) => T | null | undefined): T | null => {
    for (const [, parts] of made) {
      const answer = ask(parts);
      if (answer !== null && answer !== undefined) return answer;
    }
    return null;
  };
  // Asked for every line of a chat.
  const seeing: NonNullable<FeatureParts['sees']>[] = [];
  const hearing: Hears[] = [];
  const guards: Guard[] = [];
  const ignoring: NonNullable<FeatureParts['ignores']>[] = [];
  let mention: Command | null = null;
  const features: JoinedFeatures = {
    commands,
    get mention() {
      if (mention === null) throw new Error('no feature answers to the name of the bot');
      return mention;
    },
    parts: [],
    variables,
    panels,
    get sites() {
      return new Map(made.flatMap(([{ name }, { site }]) => (site ? [[name, site] as const] : [])));
    },
    typed: {
      get names() {
        return made.flatMap(([, { typed }]) => typed?.name ?? []);
      },
      command: (channel, word) => first(({ typed }) => typed?.command(channel, word)),
    },
    sees(channel, login) {
      for (const see of seeing) see(channel, login);
    },
    reads: (channel, login) => features.guard.watches(channel) || features.hears.of(channel, login),
    hears: {
      of: (channel, login) => hearing.some(({ of }) => of(channel, login)),
      command: (message, text) => first(({ hears }) => hears?.command(message, text)),
    },
    guard: {
      watches: (channel) => guards.some(({ watches }) => watches(channel)),
      // Each looks: what one lets pass is for the next.
      passes: (message) => guards.every(({ watches, passes }) => !watches(message.channel) || passes(message)),
    },
    ignores: (channel, login) => ignoring.some((ignores) => ignores(channel, login)),
    knows: (channel, question) => first((parts) => parts.knows?.(channel, question)),
    persona: (channel) => first((parts) => parts.persona?.(channel)),
  };
  for (const feature of list) {
    const parts = await feature.create(houseOf(feature, features));
    made.push([feature, parts]);
    commands.push(...(parts.commands ?? []));
    for (const variable of parts.variables ?? []) {
      if (variables.has(variable.name)) throw new Error(`two variables are called ${variable.name}`);
      variables.set(variable.name, variable);
    }
    if (parts.panel) panels.set(feature.name, parts.panel);
    if (parts.sees) seeing.push(parts.sees);
    if (parts.hears) hearing.push(parts.hears);
    if (parts.guard) guards.push(parts.guard);
    if (parts.ignores) ignoring.push(parts.ignores);
    mention ??= parts.mention ?? null;
    (features.parts as Part[]).push({ ...parts, name: feature.name });
  }
  return features;
}
