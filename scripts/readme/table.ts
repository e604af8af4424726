import type { Feature } from '../../src/domain/feature.ts';

export const markers = { begin: '<!-- npm run readme -->', end: '<!-- end of the commands -->' } as const;

const bar = (text: string) => text.replaceAll('|', '\\|');
const isForStaff = (get: string) => get.startsWith('for ');

/** What people type and what they get, of all features: what is for everybody comes first. */
export function tableOf(features: readonly Pick<Feature, 'readme'>[]): string {
  const rows = features.flatMap(({ readme }) => readme);
  const sorted = [...rows.filter(({ get }) => !isForStaff(get)), ...rows.filter(({ get }) => isForStaff(get))];
  const lines = sorted.map(({ type, get }) => `| ${type.map((each) => `\`${bar(each)}\``).join(', ')} | ${bar(get)} |`);
  return ['| you type | you get |', '|---|---|', ...lines].join('\n');
}

/** The document with the table between its markers; null where it has none. */
export function withTable(document: string, table: string): string | null {
  const [from, to] = [document.indexOf(markers.begin), document.indexOf(markers.end)];
  if (from < 0 || to < from) return null;
  return `${document.slice(0, from + markers.begin.length)}\n${table}\n${document.slice(to)}`;
}
