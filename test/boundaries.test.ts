import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const src = join(root, 'src');

/** Who may import whom, beside itself. `*` is everything. Type, side-effect and dynamic imports count. */
const table: Record<string, readonly string[]> = {
  domain: ['lib'],
  lib: [],
  settings: ['domain', 'lib'],
  telemetry: ['domain', 'lib'],
  twitch: ['domain', 'lib'],
  pipeline: ['domain', 'lib'],
  limits: ['domain', 'lib'],
  llm: ['domain', 'lib'],
  knowledge: ['domain', 'lib'],
  privacy: ['domain', 'lib'],
  commands: ['domain', 'lib'],
  outbox: ['domain', 'lib'],
  fleet: ['domain', 'lib'],
  storage: ['domain', 'lib'],
  web: ['domain', 'lib'],
  sandbox: ['domain', 'lib'],
  'app.ts': ['*'],
  'main.ts': ['app.ts', 'settings', 'telemetry'],
  'start.mjs': ['main.ts'],
};

/** Packages that only some rooms may know. */
const doors: Record<string, string | readonly string[]> = {
  'tmi.js': 'twitch',
  '@twurple/api': 'twitch',
  '@twurple/auth': 'twitch',
  keyv: 'storage',
  '@keyv/redis': 'storage',
  openai: 'llm',
  hono: 'web',
  '@hono/node-server': 'web',
  'prom-client': 'telemetry',
  pino: 'telemetry',
  zod: ['settings', 'domain', 'lib'],
  'node-cron': 'storage',
  ws: 'sandbox',
};

interface Import {
  readonly from: string;
  readonly specifier: string;
}

const importPattern =
  /(?:^|[^\w$.])(?:import|export)\s*(?:type\s+)?(?:[\w$*{][^'"`;]*?\bfrom\s*)?['"]([^'"]+)['"]|(?:^|[^\w$.])import\s*\(\s*(['"`])([^'"`]+)\2|(?:createRequire\([^)]*\)|require)\(\s*['"]([^'"]+)['"]/gm;

function importsOf(text: string): string[] {
  const code = text.replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '');
  return [...code.matchAll(importPattern)].map((match) => match[1] ?? match[3] ?? match[4] ?? '');
}

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|mjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

const isTest = (file: string) => file.endsWith('.test.ts');
const roomOf = (file: string) => relative(src, file).split(sep)[0] ?? '';

function allImports(): Import[] {
  return files(src)
    .filter((file) => !isTest(file))
    .flatMap((from) => importsOf(readFileSync(from, 'utf8')).map((specifier) => ({ from, specifier })));
}

describe('who may import whom', () => {
  const imports = allImports();

  test('the pattern sees every way to import', () => {
    const text = [
      "import { a } from './a.ts';",
      "import type { B } from './b.ts';",
      "import './c.ts';",
      "export * from './d.ts';",
      "const e = await import('./e.ts');",
      "let f: import('./f.ts').F;",
      'import {\n  g,\n} from "./g.ts";',
      "export type { H } from './h.ts';",
      "createRequire(import.meta.url)('i')",
      "import z, { type y } from './j.ts';",
      "// import './not.ts';",
    ].join('\n');
    expect(importsOf(text)).toEqual([
      './a.ts',
      './b.ts',
      './c.ts',
      './d.ts',
      './e.ts',
      './f.ts',
      './g.ts',
      './h.ts',
      'i',
      './j.ts',
    ]);
  });

  test('every room is in the table and imports only what the table says', () => {
    expect(imports.length).toBeGreaterThan(100);
    const breaches: string[] = [];
    for (const { from, specifier } of imports) {
      const room = roomOf(from);
      const allowed = table[room];
      if (!allowed) breaches.push(`${relative(root, from)}: the room ${room} is not in the table`);
      if (!specifier.startsWith('.')) continue;
      const target = resolve(dirname(from), specifier);
      if (!target.startsWith(src + sep)) breaches.push(`${relative(root, from)} leaves src: ${specifier}`);
      const other = roomOf(target);
      if (other !== room && !allowed?.includes('*') && !allowed?.includes(other)) {
        breaches.push(`${relative(root, from)} imports ${other}: ${specifier}`);
      }
    }
    expect(breaches).toEqual([]);
  });

  test('a package that has a door is imported behind it only', () => {
    const breaches = imports.filter(({ from, specifier }) => {
      const name = specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');
      const door = doors[name];
      return door !== undefined && ![door].flat().includes(roomOf(from));
    });
    expect(breaches).toEqual([]);
  });

  test('no file of src imports itself in a circle', () => {
    const graph = new Map<string, string[]>();
    for (const { from, specifier } of imports) {
      if (specifier.startsWith('.')) graph.set(from, [...(graph.get(from) ?? []), resolve(dirname(from), specifier)]);
    }
    const done = new Set<string>();
    const circles: string[] = [];
    const walk = (file: string, way: string[]) => {
      if (way.includes(file)) {
        circles.push([...way.slice(way.indexOf(file)), file].map((f) => relative(src, f)).join(' -> '));
        return;
      }
      if (done.has(file)) return;
      for (const next of graph.get(file) ?? []) walk(next, [...way, file]);
      done.add(file);
    };
    for (const file of graph.keys()) walk(file, []);
    expect(circles).toEqual([]);
  });

  test('src imports nothing of scripts or test', () => {
    const breaches = imports.filter(({ specifier }) => /(?:^|\/)(?:scripts|test)\//.test(specifier));
    expect(breaches).toEqual([]);
  });
});
