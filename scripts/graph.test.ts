import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { markers } from './graph/drawing.ts';

const script = join(import.meta.dirname, 'graph.ts');
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A checkout with these files below `src/`. */
function checkout(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'serdabot-graph-'));
  folders.push(root);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, 'src', name)), { recursive: true });
    writeFileSync(join(root, 'src', name), text);
  }
  mkdirSync(join(root, 'docs'));
  writeFileSync(join(root, 'docs', 'architecture.md'), `before\n${markers.begin}\nold\n${markers.end}\nafter\n`);
  return root;
}

function graph(root: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--root', root, ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const sound = {
  'domain/house.ts': 'export {};',
  'llm/index.ts': "import './cascade.ts';",
  'llm/cascade.ts': "import type { House } from '../domain/house.ts';",
  'features/index.ts': "import { ask } from './ask/index.ts';\nimport { dice } from './dice/index.ts';",
  'features/ask/index.ts': "import '../../domain/house.ts';",
  'features/dice/index.ts': "import './roll.ts';",
  'features/dice/roll.ts': "import '../../lib/text.ts';",
  'app.ts': "import './features/index.ts';\nconst llm = await import('./llm/index.ts');",
};

it('draws rooms and features with an arrow for each pair of which one imports the other', () => {
  const { status, stdout, stderr } = graph(checkout(sound));
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toBe(
    [
      'flowchart TD',
      '    app_ts["app.ts"]',
      '    domain',
      '    features',
      '    lib',
      '    llm',
      '    subgraph all_features["features/*"]',
      '        features_ask["ask"]',
      '        features_dice["dice"]',
      '    end',
      '    app_ts --> features & llm',
      '    features --> features_ask & features_dice',
      '    features_ask --> domain',
      '    features_dice --> lib',
      '    llm --> domain',
      '',
    ].join('\n'),
  );
});

it.each([
  ['upwards', { 'domain/bad.ts': "import type { A } from '../llm/index.ts';" }, 'domain/bad.ts -> llm/index.ts'],
  ['from room to room', { 'web/bad.ts': "export * from '../llm/index.ts';" }, 'web/bad.ts -> llm/index.ts'],
  [
    'between features',
    { 'features/ask/b.ts': "import '../dice/index.ts';" },
    'features/ask/b.ts -> features/dice/index',
  ],
  ['from a room to a feature', { 'web/bad.ts': "import '../features/ask/index.ts';" }, 'web/bad.ts -> features/ask'],
  [
    'past the door of a room',
    { 'app.ts': "import './llm/cascade.ts';" },
    'app.ts -> llm/cascade.ts: past llm/index.ts',
  ],
  [
    'past the list of features',
    { 'app.ts': "import './features/ask/index.ts';" },
    'app.ts may not import features/ask',
  ],
  ['of an unknown room', { 'cellar/a.ts': "import 'node:fs';" }, 'cellar is not in the table'],
  ['out of src', { 'lib/a.ts': "import '../../scripts/b.ts';" }, 'lib/a.ts -> ../../scripts/b.ts: outside src'],
] as const)('refuses an import %s', (_what, files, expected) => {
  const { status, stderr } = graph(checkout({ ...sound, ...files }));
  expect(status).toBe(1);
  expect(stderr).toContain(expected);
});

it('refuses files that import each other in a circle, and says which', () => {
  const root = checkout({
    ...sound,
    'lib/a.ts': "import './b.ts';",
    'lib/b.ts': "import type { C } from './c.ts';",
    'lib/c.ts': "await import('./a.ts');",
  });
  const { status, stderr } = graph(root);
  expect([status, stderr]).toEqual([1, 'A circle: lib/a.ts -> lib/b.ts -> lib/c.ts -> lib/a.ts\n']);
});

it('--write puts the drawing between its markers, --json prints one object', () => {
  const root = checkout(sound);
  expect(graph(root, '--write').status).toBe(0);
  const written = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8');
  expect(written).toMatch(/^before\n<!--.*-->\n```mermaid\nflowchart TD\n[^`]*```\n<!--.*-->\nafter\n$/);
  const object = JSON.parse(graph(root, '--json').stdout) as { arrows: object };
  expect(object).toMatchObject({ breaches: [], circles: [], arrows: { llm: ['domain'], 'features/dice': ['lib'] } });
});

it('what it does not know is a sentence with the usage, and the code is 64', () => {
  const { status, stdout, stderr } = graph('.', '--wirte');
  expect([status, stdout]).toEqual([64, '']);
  expect(stderr).toMatch(/^[^\n]+\. Usage: npm run graph[^\n]+\n$/);
  expect(graph('.', '--help').stdout).toContain('--write');
});
