import type { Feature } from '../../src/domain/feature.ts';

export const readmes = ['README.md', 'README.fr.md'] as const;
export type Readme = (typeof readmes)[number];

export const markers = { begin: '<!-- npm run readme -->', end: '<!-- end of the commands -->' } as const;

const bar = (text: string) => text.replaceAll('|', '\\|');
const isForStaff = (get: string) => get.startsWith('for ');

/** What people type and what they get, of all features: what is for everybody comes first. */
export function tableOf(features: readonly Pick<Feature, 'readme'>[], { head, get }: Wording = english): string {
  const rows = features.flatMap(({ readme }) => readme);
  const sorted = [...rows.filter(({ get }) => !isForStaff(get)), ...rows.filter(({ get }) => isForStaff(get))];
  const lines = sorted.map((row) => `| ${row.type.map((each) => `\`${bar(each)}\``).join(', ')} | ${bar(get(row))} |`);
  return [head, '|---|---|', ...lines].join('\n');
}

type Row = Feature['readme'][number];
interface Wording {
  readonly head: string;
  readonly get: (row: Row) => string;
}
const english: Wording = { head: '| you type | you get |', get: ({ get }) => get };

const staff: readonly (readonly [string, string])[] = [
  ['for moderators', 'modérateurs : '],
  ['for the broadcaster', 'propriétaire de la chaîne : '],
];

/** In French a command says what its French `!help` says. `about` is that phrase of a command. */
export function inFrench(about: (command: string) => string | undefined): Wording {
  return {
    head: '| vous tapez | vous obtenez |',
    get({ type, get }) {
      const commands = type.map((typed) => (typed.startsWith('@') ? 'mention' : typed.slice(1).split(' ')[0]!));
      const texts = [...new Set(commands)].flatMap((command) => about(command) ?? []);
      const plain = texts.map((text) =>
        text
          .replaceAll('{prefix}', '!')
          .replaceAll('{bot}', 'serdabot')
          .replace(/^!\w+[^:]* : /, '')
          .replace(/\.$/, ''),
      );
      const whose = staff.find(([start]) => get.startsWith(start))?.[1] ?? '';
      if (plain.length === 0) return get;
      const page = /\(\[how\]\(([^)]+)\)\)/.exec(get)?.[1];
      return `${whose}${plain.join(' ; ')}${page ? ` ([comment](${page}))` : ''}`;
    },
  };
}

/** The document with the table between its markers; null where it has none. */
export function withTable(document: string, table: string): string | null {
  const [from, to] = [document.indexOf(markers.begin), document.indexOf(markers.end)];
  if (from < 0 || to < from) return null;
  return `${document.slice(0, from + markers.begin.length)}\n${table}\n${document.slice(to)}`;
}
