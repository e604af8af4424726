import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { drawingOf, roomsOf, withDrawing } from '../scripts/graph/drawing.ts';
import { importsOf, readImports } from '../scripts/graph/imports.ts';
import { breaches, circles, placeOf } from '../scripts/graph/rules.ts';

const root = join(import.meta.dirname, '..');

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
  zod: ['settings', 'domain', 'lib', 'web'],
  'node-cron': 'storage',
  ws: ['sandbox', 'web', 'twitch'],
};

describe('who may import whom', () => {
  const imports = readImports(join(root, 'src'));

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
    expect(breaches(imports)).toEqual([]);
  });

  test('a package that has a door is imported behind it only', () => {
    const past = imports.filter(({ from, specifier }) => {
      const name = specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');
      const door = doors[name];
      return door !== undefined && ![door].flat().includes(placeOf(from));
    });
    expect(past).toEqual([]);
  });

  test('no file of src imports itself in a circle', () => {
    expect(circles(imports)).toEqual([]);
  });

  test('the drawing in docs/architecture.md is what `npm run graph` draws', () => {
    const document = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8');
    expect(document, 'run `npm run graph -- --write`').toBe(withDrawing(document, drawingOf(roomsOf(imports))));
  });

  test('no script reaches Vitest, which works in tests only', () => {
    const reached = new Set<string>();
    const past: string[] = [];
    const read = (file: string) => {
      if (reached.has(file)) return;
      reached.add(file);
      for (const specifier of importsOf(readFileSync(file, 'utf8'))) {
        if (specifier === 'vitest') past.push(file);
        const next = join(dirname(file), specifier);
        if (specifier.startsWith('.') && existsSync(next)) read(next);
      }
    };
    const scripts = readdirSync(join(root, 'scripts'), { recursive: true, encoding: 'utf8' });
    for (const name of scripts) if (/(?<!\.test)\.(?:ts|mjs)$/.test(name)) read(join(root, 'scripts', name));
    expect(reached.size).toBeGreaterThan(300);
    expect(past).toEqual([]);
  });

  test('src imports nothing of scripts or test', () => {
    expect(imports.filter(({ specifier }) => /(?:^|\/)(?:scripts|test)\//.test(specifier))).toEqual([]);
  });
});
