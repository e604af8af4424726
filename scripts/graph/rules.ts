import type { Import } from './imports.ts';

/** What `ground` is built on: everybody may import it. */
const ground = ['domain', 'lib'];

/**
 * Who may import whom, beside itself: rooms (folders of `src/`), files of `src/`, and any feature. `rooms` is every
 * room; `features` is their list, `feature` a folder in it.
 */
const table: Readonly<Record<string, readonly string[]>> = {
  domain: ['lib'],
  lib: [],
  settings: ground,
  telemetry: ground,
  twitch: ground,
  pipeline: ground,
  limits: ground,
  llm: ground,
  knowledge: ground,
  privacy: ground,
  outbox: ground,
  fleet: ground,
  storage: ground,
  web: ground,
  sandbox: ground,
  feature: ground,
  features: [...ground, 'feature'],
  'app.ts': ['rooms', 'features', 'rooms.ts'],
  'rooms.ts': ['rooms', 'house.ts'],
  'house.ts': ['rooms'],
  'main.ts': ['app.ts', 'settings', 'telemetry'],
  'start.mjs': ['main.ts'],
};

/** A room, a file of `src/`, `features` for their list, or `features/NAME`. */
export function placeOf(file: string): string {
  const [first = '', second = '', third] = file.split('/');
  return first === 'features' && third !== undefined ? `features/${second}` : first;
}

const kindOf = (place: string) => (place.startsWith('features/') ? 'feature' : place);

function mayImport(from: string, to: string): boolean {
  const allowed = table[kindOf(from)] ?? [];
  const isRoom = !to.includes('.') && !to.startsWith('features');
  return allowed.includes(kindOf(to)) || (isRoom && allowed.includes('rooms'));
}

/**
 * What a room says stands beside its door: it is checked before the room is loaded.
 */
/** Imports that go upwards, sideways or past a door, and places that nobody has put into the table. */
export function breaches(imports: readonly Import[]): string[] {
  const doors = new Set(imports.map(({ from }) => from).filter((file) => file.endsWith('/index.ts')));
  const found = new Set<string>();
  for (const { from, specifier, to } of imports) {
    const place = placeOf(from);
    if (!Object.hasOwn(table, kindOf(place))) found.add(`${place} is not in the table of who may import whom`);
    if (to === null) {
      if (specifier.startsWith('.')) found.add(`${from} -> ${specifier}: outside src`);
      continue;
    }
    const other = placeOf(to);
    if (other === place) continue;
    const door = `${other}/index.ts`;
    if (!mayImport(place, other)) found.add(`${from} -> ${to}: ${place} may not import ${other}`);
    else if (!ground.includes(other) && doors.has(door) && to !== door && to !== `${other}/phrases.ts`)
      found.add(`${from} -> ${to}: past ${door}`);
  }
  return [...found];
}

/** Each circle of files as `a -> b -> a`. */
export function circles(imports: readonly Import[]): string[] {
  const graph = Map.groupBy(
    imports.filter(({ to }) => to !== null),
    ({ from }) => from,
  );
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (file: string, way: readonly string[]) => {
    if (way.includes(file)) return void found.push([...way.slice(way.indexOf(file)), file].join(' -> '));
    if (done.has(file)) return;
    for (const { to } of graph.get(file) ?? []) walk(to!, [...way, file]);
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  return found;
}
