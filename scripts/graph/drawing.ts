import type { Import } from './imports.ts';
import { placeOf } from './rules.ts';

export const markers = { begin: '<!-- npm run graph -- --write -->', end: '<!-- end of the graph -->' } as const;

/** An arrow for each pair of places of which one imports the other. */
export function arrowsOf(imports: readonly Import[]): Map<string, readonly string[]> {
  const arrows = new Map<string, Set<string>>();
  for (const { from, to } of imports) {
    const place = placeOf(from);
    if (!arrows.has(place)) arrows.set(place, new Set());
    if (to !== null && placeOf(to) !== place) arrows.get(place)!.add(placeOf(to));
  }
  return new Map([...arrows].sort().map(([place, others]) => [place, [...others].sort()]));
}

/** Mermaid: a line of arrows for each place. */
export function drawingOf(imports: readonly Import[]): string {
  const arrows = arrowsOf(imports);
  const places = [...new Set([...arrows.keys(), ...[...arrows.values()].flat()])].sort();
  const idOf = (place: string) => place.replace(/\W/g, '_');
  const labelOf = (place: string) => place.replace(/^features\//, '');
  const node = (place: string) => (labelOf(place) === idOf(place) ? place : `${idOf(place)}["${labelOf(place)}"]`);
  const features = places.filter((place) => place.startsWith('features/'));
  return [
    'flowchart TD',
    ...places.filter((place) => !features.includes(place)).map((place) => `    ${node(place)}`),
    ...(features.length === 0
      ? []
      : ['    subgraph all_features["features/*"]', ...features.map((place) => `        ${node(place)}`), '    end']),
    ...[...arrows]
      .filter(([, others]) => others.length > 0)
      .map(([place, others]) => `    ${idOf(place)} --> ${others.map(idOf).join(' & ')}`),
  ].join('\n');
}

/** The same with all features as one: a new feature changes nothing in it. */
export function roomsOf(imports: readonly Import[]): readonly Import[] {
  const isFeature = (file: string | null) => file !== null && /^features\/.+\//.test(file);
  return imports.map((one) => ({
    ...one,
    from: isFeature(one.from) ? 'features/*/index.ts' : one.from,
    to: isFeature(one.to) ? 'features/*/index.ts' : one.to,
  }));
}

/** The document with the drawing between its markers; null where it has none. */
export function withDrawing(document: string, drawing: string): string | null {
  const [from, to] = [document.indexOf(markers.begin), document.indexOf(markers.end)];
  if (from < 0 || to < from) return null;
  const block = `\n\`\`\`mermaid\n${drawing}\n\`\`\`\n`;
  return document.slice(0, from + markers.begin.length) + block + document.slice(to);
}
