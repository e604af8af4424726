import type { Collection } from '../../domain/collection.ts';
import type { FeaturePanel } from '../../domain/feature.ts';
import { reply } from '../../domain/outcome.ts';
import type { createBook } from './book.ts';
import type { Home } from './phrases.ts';
import { filterNames } from './settings.ts';
import { type createRules, dryRun, type Switch } from './switches.ts';

const mostShown = 50;

export interface PanelParts {
  readonly house: Home;
  readonly book: ReturnType<typeof createBook>;
  readonly rules: ReturnType<typeof createRules>;
  readonly switches: Collection<Switch>;
}

export function panelOf({ house, book, rules, switches }: PanelParts): FeaturePanel {
  const { clock, say, settings } = house;
  return {
    title: { fr: 'Modération', en: 'Moderation' },
    read(channel) {
      const { filters, dryRun: isDry } = rules.of(channel);
      const switched = switches.read(channel);
      return {
        isDry,
        isDryHere: switched.has(dryRun),
        filters: filterNames.map((name) => {
          const { on, exempt, strikes, tell, ...limits } = filters[name];
          // The lists are shown by what moderators may take off them.
          const figures = Object.entries(limits).filter(([, value]) => typeof value === 'number');
          return {
            ...{ name, on, exempt, strikes, tell },
            isHere: switched.has(name),
            limits: Object.fromEntries(figures),
          };
        }),
        words: {
          own: [...switched.keys()].flatMap((key) => (key.startsWith('word ') ? [key.slice(5)] : [])),
          config: settings().words.list.length,
        },
        hosts: {
          own: [...switched.keys()].flatMap((key) => (key.startsWith('host ') ? [key.slice(5)] : [])),
          config: filters.links.allow.filter((host) => !switched.has(`host ${host}`)),
        },
        log: book.log(channel).slice(0, mostShown),
        edits: switches.edits(channel),
      };
    },
    /** What the filters that are on find in a line of a viewer whom nobody exempts. */
    async preview(draft, { message }) {
      const { createJudge } = await import('./judge.ts');
      const viewer = { ...message.viewer, roles: new Set<never>() };
      const found = createJudge(clock).judge({ ...message, viewer, text: draft }, rules.of(message.channel), false);
      if (!found) return [reply(say('moderation.try.none'))];
      const name = say(`moderation.filter.${found.rule}`);
      const detail = found.detail === '' ? name : `${name} : ${found.detail}`;
      return [() => say('moderation.try.found', { name: detail })];
    },
  };
}
