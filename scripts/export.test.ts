import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../src/lib/clock.ts';
import { createReadKey } from '../src/privacy/key.ts';
import { createOptOuts } from '../src/privacy/opt-outs.ts';
import { openStorage } from '../src/storage/storage.ts';
import { runScript } from '../test/support/scripts.ts';

const folder = mkdtempSync(join(tmpdir(), 'serdabot-export-'));
const config = join(folder, 'config.yaml');
afterAll(() => rmSync(folder, { recursive: true }));

async function withStore<T>(work: (privacy: ReturnType<typeof createOptOuts>) => Promise<T>): Promise<T> {
  const opened = await openStorage({ url: 'sqlite:data/bot.db', folder, tell() {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  const privacy = createOptOuts({
    storage: opened.storage,
    readKey: createReadKey({ file: join(folder, 'data', 'privacy.key'), env: {}, learnSecret() {} }),
    forget: async () => ({ ok: true, value: null }),
    purgeBackups: async () => ({ ok: true, value: null }),
    clock: systemClock,
    tell() {},
  });
  const done = await work(privacy);
  await opened.storage.close();
  return done;
}

beforeAll(async () => {
  writeFileSync(config, 'bot: { channels: [a] }\nllm: { endpoints: [] }\nstorage: { url: "sqlite:data/bot.db" }\n');
  await withStore(async ({ storage, optOut }) => {
    await storage.records.set('viewer/12/points', 5);
    await storage.records.set('viewer/123/points', 6);
    await storage.cache('conversations').set('viewer/12/conversation/a', [{ question: 'Capucine ?' }], 60_000);
    await storage.records.set('limits/0000', [{ channel: 'a', viewer: '12', stamps: [0] }]);
    await optOut('99');
  });
});

async function run(...args: string[]) {
  const { code, stdout, stderr } = await runScript('export', ['--config', config, ...args]);
  return { status: code, stdout, stderr: stderr.trim() };
}

it('prints all that is kept about a viewer, of nobody else, and leaves an audit entry', async () => {
  const { status, stdout, stderr } = await run('--viewer', '12', '--json');
  expect([status, stderr]).toEqual([0, '']);
  const { entries, ...rest } = JSON.parse(stdout);
  expect(rest).toEqual({ viewer: '12', optedOut: false, times: [{ channel: 'a', at: ['1970-01-01T00:00:00.000Z'] }] });
  expect(entries.map(({ key }: { key: string }) => key).toSorted()).toEqual([
    'viewer/12/conversation/a',
    'viewer/12/points',
  ]);
  const audit = await withStore(({ storage }) => storage.gather('audit/'));
  expect(audit.ok && audit.value.map(({ value }) => (value as { act: string }).act)).toContain('exported');
});

it('says plainly that nothing is kept, and that the viewer opted out', async () => {
  const { status, stdout } = await run('--viewer', '99');
  expect(status).toBe(0);
  expect(stdout).toMatch(/opted out: nothing is kept.*\n0 entries: nothing is kept/);
});

it('wants a number, and says what it got', async () => {
  expect(await run('--viewer', 'lea')).toMatchObject({
    status: 64,
    stdout: '',
    stderr: expect.stringContaining('"lea"'),
  });
});
