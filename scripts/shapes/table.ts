import type { Case } from './cases.ts';
import { outcomes } from './wire.ts';

const markers = { begin: '<!-- npm run shapes -- --write -->', end: '<!-- end of the shapes -->' };

/** A row for each provider and outcome, in the order of the cases. */
export function tableOf(cases: readonly Case[]): string {
  const rows = Object.entries(Object.groupBy(cases, ({ provider }) => provider)).flatMap(([provider, own = []]) =>
    Object.keys(outcomes).flatMap((outcome) => {
      const shapes = own
        .filter(({ expect }) => expect === outcome)
        .map(({ shape }) => shape.replace(/<[^>]+>/g, '`$&`'));
      return shapes.length === 0
        ? []
        : [`| ${provider} | ${shapes.join('; ')} | ${outcomes[outcome as keyof typeof outcomes]} |`];
    }),
  );
  return ['| provider | what it sends | what comes of it |', '|---|---|---|', ...rows].join('\n');
}

/** The document with the table in its place; null where it has none. */
export function withTable(document: string, table: string): string | null {
  const begin = document.indexOf(markers.begin);
  const end = document.indexOf(markers.end);
  if (begin === -1 || end < begin) return null;
  return `${document.slice(0, begin + markers.begin.length)}\n${table}\n${document.slice(end)}`;
}
