import type { Viewer } from '../../src/domain/viewer.ts';
import { aViewer } from './stage.ts';
import type { Source } from './world/random.ts';

/** Who is in a channel, by what they come for. */
export interface Crowd {
  readonly broadcaster: Viewer;
  readonly moderators: readonly Viewer[];
  readonly viewers: readonly Viewer[];
  readonly trolls: readonly Viewer[];
  /** Bots of others: one that the bot is told to ignore, and one that it does not know. */
  readonly known: Viewer;
  readonly unknown: Viewer;
}

const syllables = ['ka', 'lo', 'mi', 'zu', 'ra', 'te', 'no', 'vi', 'sha', 'pel', 'dor', 'gin', 'bou', 'fre', 'lys'];

export function createCrowd(channel: string, index: number, source: Source): Crowd {
  const base = 1_000_000 * (index + 1);
  const names = new Set<string>();
  const name = () => {
    for (;;) {
      const made = `${source.pick(syllables)}${source.pick(syllables)}${source.pick(syllables)}${source.int(90) + 10}`;
      if (!names.has(made)) return names.add(made) && made;
    }
  };
  const roles = ['subscriber', 'vip'] as const;
  return {
    broadcaster: aViewer(index + 1, channel, ['broadcaster']),
    moderators: [0, 1].map((i) => aViewer(base + i, name(), ['moderator'])),
    viewers: Array.from({ length: 260 }, (_, i) =>
      aViewer(base + 100 + i, name(), source.chance(0.25) ? [source.pick(roles)] : []),
    ),
    trolls: Array.from({ length: 6 }, (_, i) => aViewer(base + 50 + i, name())),
    known: aViewer(19264788, 'nightbot'),
    unknown: aViewer(base + 90, name()),
  };
}
