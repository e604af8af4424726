import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandsPage } from '../scripts/readme/commands.ts';
import { markers, readmes, withTable } from '../scripts/readme/table.ts';
import { tables } from '../scripts/readme/tables.ts';
import { features, phraseCatalogs } from '../src/app.ts';
import { createFeatures } from '../src/domain/features.ts';
import { keyPaths } from '../src/settings/keys.ts';
import { aHouse } from './support/house.ts';

// What the documents name exists, and what exists is named.

const root = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const documents = [
  ...readmes,
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
];
const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts;

describe.each(documents)('%s', (file) => {
  const text = read(file);

  test('names npm commands that exist', () => {
    const named = [...text.matchAll(/`npm run ([\w:]+(?:-\w+)*)|^npm run ([\w:]+(?:-\w+)*)/gm)].map(
      (match) => match[1] ?? match[2]!,
    );
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  test('names keys of config.yaml that exist', () => {
    const keys = keyPaths.map((path) => path.join('.'));
    const sections = new Set(keyPaths.filter((path) => path.length > 1).map(([section]) => section));
    const named = [...text.matchAll(/`([a-z_]+\.[a-z_.]+)`/g)]
      .map((match) => match[1]!)
      .filter((path) => sections.has(path.split('.')[0]) && !/\.(ts|md|yaml|json|js)$/.test(path));
    expect(named.filter((path) => !keys.some((key) => key === path || key.startsWith(`${path}.`)))).toEqual([]);
  });

  test('links to files that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => join(file, '..', match[1]!));
    for (const link of links) expect(() => read(link)).not.toThrow(/ENOENT/);
  });
});

test('every picture is shown by a page of docs/ or a README, and every screen of the dashboard has one in its page', () => {
  const pictures = ['docs', 'docs/dashboard'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.png'))
      .map((name) => `${folder}/${name}`),
  );
  const shownBy = (page: string) =>
    [...read(page).matchAll(/(?:\]\(|src=")([^)"]+\.png)/g)].map(([, link]) => join(page, '..', link!));
  const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  const shown = [...pages.map((name) => `docs/${name}`), ...readmes].flatMap(shownBy);
  expect(pictures.filter((picture) => !shown.includes(picture))).toEqual([]);
  const panels = readdirSync(join(root, 'src/features')).filter((name) =>
    existsSync(join(root, 'src/features', name, 'panel.js')),
  );
  const screens = [...panels, 'live', 'answers', 'models', 'spend', 'settings', 'privacy'];
  const inPage = shownBy('docs/dashboard.md');
  expect(screens.filter((name) => !inPage.includes(`docs/dashboard/${name}.png`))).toEqual([]);
});

test.each(readmes)(
  'the table of commands in %s is what the features declare; a new feature’s rows are written here',
  async (name) => {
    const file = join(root, name);
    const readme = read(name);
    const wanted = withTable(readme, (await tables())[name]);
    const rows = readme.split(markers.begin)[1]?.split(markers.end)[0]?.trim().split('\n') ?? [];
    // A row that was changed or taken away needs somebody's eyes: `npm run readme` writes it.
    // The French one is what the French phrases of !help say, which had somebody's eyes already.
    if (name === 'README.md') expect(wanted?.split('\n')).toEqual(expect.arrayContaining(rows));
    if (wanted !== readme) writeFileSync(file, wanted!);
  },
);

test('both READMEs name the same commands, keys, files and links to the operator, in the same order of chapters', () => {
  const forOperators = (name: string) => {
    const text = read(name);
    const table = text.slice(text.indexOf(markers.begin), text.indexOf(markers.end));
    const end = text.indexOf('## For maintainers');
    return { text: text.slice(0, end < 0 ? undefined : end), table };
  };
  const [en, fr] = readmes.map(forOperators) as [ReturnType<typeof forOperators>, ReturnType<typeof forOperators>];
  const named = (text: string) => [...new Set([...text.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!))].sort();
  // The first column: what is got is in each README's own language.
  const typed = (table: string) => table.split('\n').map((row) => row.split(/(?<!\\) \| /)[0]);
  const linked = (text: string) =>
    [...text.matchAll(/\]\(([^)]+)\)/g)]
      .map(([, to]) => to!.replace(/\/fr$|-fr(?=\.png$)/, ''))
      .filter((to) => !/^(README|LICENSE)/.test(to));
  const steps = (text: string) => text.match(/^\d\. /gm);
  expect(named(fr.text.replace(fr.table, ''))).toEqual(named(en.text.replace(en.table, '')));
  expect(typed(fr.table).slice(3)).toEqual(typed(en.table).slice(3));
  expect(linked(fr.text)).toEqual(linked(en.text));
  expect([steps(fr.text), steps(en.text)].map((all) => all?.length)).toEqual([8, 8]);
});

test('docs/commands.md is what the features declare; a new feature’s section is written here', async () => {
  const before = read('docs/commands.md');
  const wanted = await commandsPage(features);
  expect(wanted.split('\n')).toEqual(expect.arrayContaining(before.split('\n')));
  if (wanted !== before) writeFileSync(join(root, 'docs', 'commands.md'), wanted);
});

test('every command that a viewer can type is in the README and has its words in !help', async () => {
  const readme = read('README.md');
  const phrases = phraseCatalogs.flatMap(({ params }) => Object.keys(params));
  const { commands, mention } = await createFeatures(features, () => aHouse());
  for (const { name } of [...commands, mention]) {
    if (name !== mention.name) expect(readme).toContain(`!${name}`);
    expect(phrases).toContain(`help.about.${name}`);
  }
});

test('nothing names a machine’s path or a registry', () => {
  for (const file of documents) expect(read(file)).not.toMatch(/\/(?:root|home|work)\/|registry\.npmjs/);
});
