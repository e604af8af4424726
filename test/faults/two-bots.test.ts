import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSandboxTwitch, type SandboxTwitch } from '../../src/sandbox/twitch/twitch.ts';
import { makeBackup } from '../../src/storage/backup.ts';
import { restore } from '../../src/storage/backup-restore.ts';
import { holdFile } from '../../src/storage/hold.ts';
import { openStorage } from '../../src/storage/storage.ts';
import { aViewer } from '../support/fakes.ts';
import { type BotProcess, startProcess } from '../support/process.ts';
import { runScript } from '../support/scripts.ts';

// Two bots that serve from one store would answer everything twice.

let twitch: SandboxTwitch;
let folder: string;
let bots: BotProcess[];
beforeEach(async () => {
  twitch = await createSandboxTwitch({
    accounts: { 'token-of-the-bot': { login: 'serdabot', id: '900' } },
    channels: [{ login: 'my_channel', id: '1', standing: 'moderator' }],
  });
  folder = mkdtempSync(join(tmpdir(), 'serdabot with spaces '));
  bots = [];
});
afterEach(async () => {
  for (const bot of bots) await bot.clean();
  rmSync(folder, { recursive: true, force: true });
  await twitch.stop();
});

function start(url = 'sqlite:data/the bot.db', where = folder): BotProcess {
  const config = `bot: { channels: [my_channel] }
twitch: { irc_url: "${twitch.url}" }
llm: { endpoints: [] }
storage: { url: "${url}" }
web: { port: 0 }
`;
  const bot = startProcess({ 'config.yaml': config }, { TWITCH_ACCESS_TOKEN: 'token-of-the-bot' }, where);
  bots.push(bot);
  return bot;
}
const joined = (bot: BotProcess) => expect.poll(() => bot.stdout()).toMatch(/web on http/);
const script = (name: string, ...args: string[]) =>
  runScript(name, ['--config', join(folder, 'config.yaml'), ...args], { cwd: folder });

test('a second start on one store, also under another name, exits 78 and names the first, which goes on; another store is another', async () => {
  const first = start();
  await joined(first);
  const second = start();
  expect(await second.exited).toBe(78);
  const [line, ...more] = second.stderr().trim().split('\n');
  expect(more).toEqual([]);
  expect(line).toContain(`process ${first.child.pid} on ${hostname()} has had this store since 20`);
  expect(line).toContain(join(folder, 'data', 'the bot.db'));
  if (process.platform !== 'win32') {
    for (const end of ['lock', 'holder'])
      expect(statSync(join(folder, 'data', `the bot.db.${end}`)).mode & 0o777).toBe(0o600);
    symlinkSync(join(folder, 'data', 'the bot.db'), join(folder, 'link.db'));
    expect(await start('sqlite:link.db').exited).toBe(78);
  }
  const other = start('sqlite:other.db');
  await joined(other);
  // It would answer, too.
  other.child.kill('SIGKILL');
  await other.exited;
  const id = twitch.say('my_channel', aViewer(), '!ping');
  await twitch.next((sent) => sent.replyTo === id);
  expect(twitch.lines).toHaveLength(1);
});

test('what looks into the store of a running bot is not refused, what replaces it is; stopped or killed, a bot leaves nothing behind', {
  timeout: 60_000,
}, async () => {
  const bot = start();
  await joined(bot);
  mkdirSync(join(folder, 'copies'));
  const copy = join(folder, 'copies', 'a copy.db');
  expect(await script('backup', '--to', copy)).toMatchObject({ code: 0 });
  expect(await script('export')).toMatchObject({ code: 0 });
  expect(await script('export', '--viewer', '1')).toMatchObject({ code: 0 });
  expect(await script('costs')).toMatchObject({ code: 0 });
  const refused = await script('restore', '--from', copy, '--yes');
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('is in use: stop the bot first')]);
  const move = ['--from', `sqlite:${copy}`, '--to', `sqlite:${join(folder, 'data', 'the bot.db')}`];
  const moved = await runScript('migrate', move);
  expect([moved.code, moved.stderr]).toEqual([1, expect.stringContaining('is in use: stop the bot first')]);
  bot.child.kill('SIGTERM');
  expect(await bot.exited).toBe(0);
  expect(await script('restore', '--from', copy, '--yes')).toMatchObject({ code: 0 });
  const next = start();
  await joined(next);
  next.child.kill('SIGKILL');
  // Nobody waits for its end.
  await joined(start());
});

test('of bots that start together one serves', async () => {
  const all = [start(), start(), start()];
  const codes = await Promise.all(all.map((bot) => Promise.race([bot.exited, joined(bot).then(() => 'serves')])));
  expect(codes.toSorted()).toEqual([78, 78, 'serves']);
});

test('a copy does not take the place of a store that a bot is about to open', async () => {
  const opened = await openStorage({ url: 'sqlite:a.db', folder, tell() {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  await opened.storage.records.set('a', 1);
  const copy = join(folder, 'copy.db');
  await makeBackup({ url: 'sqlite:a.db', folder, to: copy });
  await opened.storage.close();
  const hold = holdFile(join(folder, 'a.db'), Date.now());
  const order = { from: copy, url: 'sqlite:a.db', folder, keepIn: folder, wall: Date.now(), progress() {} };
  await expect(restore(order)).rejects.toThrow(`process ${process.pid}`);
  if (hold.ok) hold.release();
  expect(await restore(order)).toMatchObject({ records: 1 });
});

test('a store that was closed, or could not be opened, is free at once', async () => {
  const open = () => openStorage({ url: 'sqlite:a.db', folder, tell() {}, processes: 1, serve: true });
  const first = await open();
  if (!first.ok) throw new Error(first.reason);
  const second = await open();
  expect(second).toMatchObject({ ok: false, reason: expect.stringContaining(`process ${process.pid}`) });
  expect((await first.storage.records.set('a', 1)).ok).toBe(true);
  await first.storage.close();
  const third = await open();
  if (!third.ok) throw new Error(third.reason);
  await third.storage.close();
});
