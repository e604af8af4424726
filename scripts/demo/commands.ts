import type { Command } from '../../src/domain/command.ts';
import type { Feature } from '../../src/domain/feature.ts';
import type { Phrases } from '../../src/settings/phrases.ts';
import type { StageCommand } from '../../src/web/stage.ts';
import { hollow } from '../import/declared.ts';

const first = ['ask', 'game', 'wiki', 'trad', 'help', 'ping', 'memory'];
/** What everybody tries first, then what any viewer may type, then what some may. */
const rank = ({ name, level }: StageCommand) =>
  first.includes(name) ? first.indexOf(name) : level === 'viewer' ? first.length : first.length + 1;

/** Of the phrase for `!help`, what is typed stands before the first colon. */
function read(phrase: string) {
  const [, sample = '', about = ''] = /^([^:]*?)\s*:\s*(.*)$/s.exec(phrase.replaceAll('{prefix}', '!')) ?? [];
  return { sample, about };
}

/** Every command of the features, as somebody may try it. */
export async function commandsOf(
  features: readonly Feature[],
  { fr = {}, en = {} }: Phrases,
): Promise<readonly StageCommand[]> {
  const shown = ({ name, level }: Command): StageCommand => {
    const [french, english] = [fr, en].map((phrases) => read(phrases[`help.about.${name}`]?.[0] ?? ''));
    return {
      name,
      level,
      sample: { fr: french!.sample, en: english!.sample },
      about: { fr: french!.about, en: english!.about },
    };
  };
  const parts = await Promise.all(features.map(async (feature) => feature.create(hollow)));
  return parts
    .flatMap(({ commands = [] }) => commands)
    .map(shown)
    .toSorted((a, b) => rank(a) - rank(b));
}
