import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createSandboxTwitch } from '../src/sandbox/twitch/twitch.ts';
import { isUntouched } from '../src/settings/untouched.ts';
import { someSettings } from './support/fakes.ts';
import { type BotProcess, startProcess } from './support/process.ts';

const root = join(import.meta.dirname, '..');
let bot: BotProcess | undefined;
afterEach(() => bot?.clean());

test.each(['config.yaml', 'config/container/config.yaml'])(
  '%s as it is shipped does not start and says to run set-up',
  async (shipped) => {
    bot = startProcess({ 'config.yaml': readFileSync(join(root, shipped), 'utf8') });
    expect(await bot.exited).toBe(78);
    expect(bot.stderr()).toMatch(/^\S+config\.yaml: bot\.channels est encore \[my_channel\] : lancez `npm run setup`/);
    expect(bot.stderr().trim().split('\n')).toHaveLength(1);
    expect(bot.stdout()).toBe('');
  },
);

test('a channel of that name on a local Twitch is nobody’s', () => {
  const { bot: names, twitch } = someSettings({ bot: { channels: ['my_channel'] } });
  const real = { ...twitch, irc_url: 'wss://irc-ws.chat.twitch.tv:443', api_port: null };
  expect(isUntouched({ bot: names, twitch: real })).toBe(true);
  expect(isUntouched({ bot: names, twitch: { ...real, irc_url: 'ws://127.0.0.1:4000' } })).toBe(false);
  expect(isUntouched({ bot: names, twitch: { ...real, api_port: 4000 } })).toBe(false);
  expect(isUntouched({ bot: { ...names, channels: ['serda_tv'] }, twitch: real })).toBe(false);
});

test('the bot reads .env beside its config file, and no secret of it is in what it writes', async () => {
  const twitch = await createSandboxTwitch({
    accounts: { 'token-out-of-the-file': { login: 'serdabot', id: '900' } },
    channels: [{ login: 'lea', id: '1' }],
  });
  try {
    const config = `bot: { channels: [lea] }\ntwitch: { irc_url: "${twitch.url}" }\nstorage: { url: "memory:" }
web: { port: 0 }\nlog: { level: trace }\n`;
    const files = { 'config.yaml': config, '.env': 'TWITCH_ACCESS_TOKEN=token-out-of-the-file\n' };
    bot = startProcess(files, { TWITCH_ACCESS_TOKEN: '' });
    await twitch.whenJoined('lea');
    expect(bot.stdout() + bot.stderr()).not.toContain('token-out-of-the-file');
  } finally {
    await bot?.clean();
    bot = undefined;
    await twitch.stop();
  }
});

/** The bot in a terminal, by util-linux's `script`; `answer` is typed once the offer stands there. */
async function inTerminal(answer: string, until: RegExp) {
  const folder = mkdtempSync(join(tmpdir(), "l'été à moi "));
  writeFileSync(join(folder, 'config.yaml'), readFileSync(join(root, 'config.yaml')));
  const command = `"${process.execPath}" "${join(root, 'src', 'start.mjs')}" --config config.yaml`;
  const child = spawn('script', ['-qfec', command, '/dev/null'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  let said = '';
  let answered = false;
  child.stdout.on('data', (data) => {
    said += data;
    if (!answered && said.includes('[O/n, Y/n]')) child.stdin.write(`${answer}\r`);
    answered ||= said.includes('[O/n, Y/n]');
    // Ctrl-C
    if (until.test(said)) child.stdin.write('\u0003');
  });
  const [code] = (await closed) as [number | null];
  const config = readFileSync(join(folder, 'config.yaml'), 'utf8');
  rmSync(folder, { recursive: true });
  return { code, said, config };
}

describe.skipIf(process.platform !== 'linux' || spawnSync('script', ['--version']).status !== 0)(
  'npm start in a terminal',
  () => {
    test('offers the set-up, whose Ctrl-C changes nothing', async () => {
      const { code, said, config } = await inTerminal('', /Langue \/ Language.*: /);
      expect(said).toContain('bot.channels est encore [my_channel]');
      expect(said).toContain('Langue / Language (fr, en)');
      expect(code).toBe(78);
      expect(config).toBe(readFileSync(join(root, 'config.yaml'), 'utf8'));
    });

    test('does not start where the offer is declined', async () => {
      const { code, said } = await inTerminal('n', /never/);
      expect(code).toBe(78);
      expect(said).not.toContain('Langue');
    });
  },
);
