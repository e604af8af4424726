import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createSandboxTwitch } from '../../src/sandbox/twitch/twitch.ts';
import { type BenchOptions, type BenchResult, lessIsBetter, median } from './result.ts';

const root = join(import.meta.dirname, '..', '..');
const idleAfterMs = 2_000;

/** From the start of the process to joined, and what it holds when idle, beside a bot that is nothing but tmi.js. */
export async function run({ rounds = 7, progress = () => {} }: BenchOptions): Promise<BenchResult> {
  const twitch = await createSandboxTwitch({
    accounts: { good: { login: 'serdabot', id: '900' } },
    channels: [{ login: 'my_channel', id: '1' }],
  });
  const folder = mkdtempSync(join(tmpdir(), 'serdabot-start-'));
  writeFileSync(
    join(folder, 'config.yaml'),
    `bot: { channels: [my_channel] }
twitch: { irc_url: "${twitch.url}" }
llm: { endpoints: [{ name: local, url: "http://127.0.0.1:9/v1", model: m }] }
web: { port: 0 }
`,
  );
  writeFileSync(join(folder, 'model_limits.json'), JSON.stringify({ max_concurrent_users_modere: 4 }));
  // In the project's folder, so that it finds the same tmi.js.
  const bare = `
    const { Client } = require('tmi.js');
    new Client({
      options: { skipUpdatingEmotesets: true, skipMembership: true },
      connection: { server: '127.0.0.1', port: ${twitch.port}, secure: false },
      identity: { username: 'serdabot', password: 'good' },
      channels: ['my_channel'],
    }).connect();`;

  async function once(args: readonly string[]) {
    const startedAt = performance.now();
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: 'ignore',
      env: { ...process.env, TWITCH_ACCESS_TOKEN: 'good', NODE_COMPILE_CACHE: '' },
    });
    while (!twitch.isJoined('my_channel')) {
      if (child.exitCode !== null || performance.now() - startedAt > 20_000) throw new Error('a bot did not join');
      await pause(1);
    }
    const ms = performance.now() - startedAt;
    await pause(idleAfterMs);
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    const mib = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
    child.kill('SIGKILL');
    while (twitch.isJoined('my_channel')) await pause(5);
    return { ms, mib };
  }

  const ours: Awaited<ReturnType<typeof once>>[] = [];
  const theirs: typeof ours = [];
  try {
    // The first start fills Node's compile cache, as the first start on any machine does.
    await once(['--max-semi-space-size=2', 'src/start.mjs', '--config', join(folder, 'config.yaml')]);
    for (let round = 1; round <= rounds; round++) {
      progress(`start: round ${round} of ${rounds}`);
      theirs.push(await once(['-e', bare]));
      ours.push(await once(['--max-semi-space-size=2', 'src/start.mjs', '--config', join(folder, 'config.yaml')]));
    }
  } finally {
    await twitch.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const [oursMs, theirsMs] = [ours, theirs].map((runs) => median(runs.map(({ ms }) => ms))) as [number, number];
  const [oursMib, theirsMib] = [ours, theirs].map((runs) => median(runs.map(({ mib }) => mib))) as [number, number];
  return {
    bench: 'start',
    ratios: [
      lessIsBetter({
        name: 'start to joined',
        unit: 'ms',
        ours: oursMs,
        peer: 'bare tmi.js',
        theirs: theirsMs,
        target: 0.4,
      }),
      lessIsBetter({
        name: 'idle memory',
        unit: 'MiB',
        ours: oursMib,
        peer: 'limit',
        theirs: 110,
        target: 1,
      }),
    ],
    tables: [
      {
        title: 'memory when idle',
        columns: ['bot', 'MiB'],
        rows: [
          ['serdabot', oursMib],
          ['bare tmi.js', theirsMib],
        ],
      },
    ],
  };
}
