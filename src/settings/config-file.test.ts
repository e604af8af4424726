import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createConfigFile } from './config-file.ts';

const shipped = readFileSync(join(import.meta.dirname, '..', '..', 'config.yaml'), 'utf8');
let folder: string;
let file: string;
const read = () => readFileSync(file, 'utf8');
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'serdabot-config-'));
  file = join(folder, 'config.yaml');
  writeFileSync(file, shipped);
  chmodSync(file, 0o640);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a change touches its own line and nothing else, and keeps who may read the file', async () => {
  const config = createConfigFile(file, {}, []);
  const done = await config.apply([
    { key: 'rate_limiting.user_cooldown', value: 25 },
    { key: 'web.moderators', value: ['feed'] },
  ]);
  expect(done).toMatchObject({ ok: true, edit: { restart: [] } });
  expect(done.ok && done.edit.diff.map(({ sign }) => sign)).toEqual(['-', '+', '-', '+']);
  expect(read()).toBe(
    shipped.replace('user_cooldown: 10 #', 'user_cooldown: 25 #').replace('[feed, pause, change]', '[feed]'),
  );
  expect(statSync(file).mode & 0o777).toBe(0o640);
});

test('a preview writes nothing, and says what counts after a restart only', async () => {
  const config = createConfigFile(file, {}, []);
  const made = await config.preview([{ key: 'web.port', value: 9000 }]);
  expect(made).toMatchObject({ ok: true, edit: { restart: ['web.port'] } });
  expect([read(), config.undoable()]).toEqual([shipped, 0]);
});

test.each([
  ['rate_limiting.user_cooldown', -1, /rate_limiting\.user_cooldown/],
  ['budget.day', 'a lot', /budget\.day/],
  ['bot.channels', [], /bot\.channels/],
  ['no_such_key', 1, /no_such_key/],
  ['__proto__.polluted', true, /__proto__/],
  ['bot.name.first', 'x', /./],
  ['contact', 'x: y\nlog: { level: trace }', /contact/],
])('%s: %j is refused with the reason, and nothing is written', async (key, value, reason) => {
  const config = createConfigFile(file, {}, []);
  const done = await config.apply([{ key, value }]);
  expect(done.ok).toBe(false);
  expect(done.ok === false && done.faults.join('\n')).toMatch(reason);
  expect(read()).toBe(shipped);
});

test('changes are taken back one by one, unless somebody edited the file since', async () => {
  const config = createConfigFile(file, {}, []);
  await config.apply([{ key: 'budget.day', value: 50 }]);
  const first = read();
  await config.apply([{ key: 'budget.day', value: null }]);
  expect(config.undoable()).toBe(2);
  expect((await config.undo()).ok).toBe(true);
  expect(read()).toBe(first);
  writeFileSync(file, `${first}# by hand\n`);
  expect(await config.undo()).toMatchObject({ ok: false });
  expect(read()).toBe(`${first}# by hand\n`);
  writeFileSync(file, first);
  expect((await config.undo()).ok).toBe(true);
  expect([read(), (await config.undo()).ok]).toEqual([shipped, false]);
});

test('what stands in the file at that moment is changed, also where an editor was quicker', async () => {
  const config = createConfigFile(file, {}, []);
  writeFileSync(file, shipped.replace('user_cooldown: 10', 'user_cooldown: 12'));
  await config.apply([{ key: 'budget.day', value: 7 }]);
  expect(read()).toContain('user_cooldown: 12');
  expect(read()).toContain('day: 7');
});

test('a file that cannot be written is told, and stays', async () => {
  const config = createConfigFile(join(folder, 'nothing', 'config.yaml'), {}, []);
  expect(await config.apply([{ key: 'budget.day', value: 7 }])).toMatchObject({ ok: false });
});
