import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs, styleText } from 'node:util';
import { createSandbox } from '../src/sandbox/sandbox.ts';
import { findRedis } from '../test/support/real-parts.ts';
import { startRedis } from '../test/support/redis.ts';
import { createCrew, type Member } from './fleet/crew.ts';
import { createCrowd } from './fleet/crowd.ts';
import { createScreen, tableLines } from './fleet/table.ts';
import { explain } from './help/explain.ts';

const usage = 'usage: npm run fleet -- [PROCESSES] [--kill | --freeze] [--exit] [--minutes M] [--json]';
explain({
  does: 'Starts several processes of one bot on Redis, and shows who serves which channel.',
  usage,
  example: 'npm run fleet -- 3 --kill',
  flags: {
    '--kill': 'ends one on the way',
    '--freeze': 'stops one for a while',
    '--exit': 'ends by itself',
    '--minutes M': 'how long; 5 by default',
    '--json': 'one JSON object on stdout and nothing else',
  },
});
const channels = ['alpha', 'bravo', 'charlie', 'delta', 'echo', 'foxtrot', 'golf', 'hotel', 'india'];
const lookMs = 250;
const playMs = 8_000;
/** What a take-over may take. */
const promisedMs = 15_000;
const startMs = 60_000;

function read() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        kill: { type: 'boolean', default: false },
        freeze: { type: 'boolean', default: false },
        exit: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        minutes: { type: 'string', default: '5' },
      },
    });
    const processes = Number(positionals[0] ?? 3);
    if (!(Number.isInteger(processes) && processes >= 2 && processes <= 9) || positionals.length > 1) {
      throw new Error(`expected a number of processes from 2 to 9, got "${positionals.join(' ')}"`);
    }
    const minutes = Number(values.minutes);
    if (!(minutes > 0 && minutes <= 60)) {
      throw new Error(`--minutes: expected a number up to 60, got "${values.minutes}"`);
    }
    return { ...values, processes, minutes };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}\n`);
    return process.exit(64);
  }
}

const options = read();
const program = findRedis();
if (!program) {
  process.stderr.write('A fleet needs a Redis to share: install redis-server and start this again.\n');
  process.exit(69);
}

const screen = createScreen(options.json ? process.stderr : process.stdout);
const dim = (text: string) => styleText('dim', text);
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const say = (text: string) => screen.line(`  ${text}`);

const redis = await startRedis(program);
const sandbox = await createSandbox({
  channels,
  twitch: { socketsPerAccount: options.processes + 2 },
  models: [{ kind: 'lmstudio', capacity: 16, service: { firstTokenMs: 400, msPerToken: 8 } }],
});
const crew = createCrew(sandbox, redis.url, options.processes);
const over = new AbortController();
let crowd: ReturnType<typeof createCrowd> | null = null;
let busy = false;

async function clean() {
  over.abort();
  crowd?.stop();
  await crew.clean();
  await sandbox.stop();
  await redis[Symbol.asyncDispose]();
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => over.abort());

async function show() {
  await crew.look();
  const { twitch } = sandbox;
  screen.replace([
    '',
    ...tableLines(crew.members, screen.width),
    dim(
      `  ${crowd?.asked ?? 0} asked · ${crowd?.answered ?? 0} answered · ${crowd?.twice ?? 0} twice · ${twitch.counters.sockets} sockets · ${sandbox.breaches().length} breaches of Twitch’s rules`,
    ),
    ...(process.stdin.isTTY && !options.exit ? [dim('  k kill one · f freeze one · n start another · q quit')] : []),
  ]);
}

async function watch(until: () => boolean, withinMs: number): Promise<boolean> {
  const end = performance.now() + withinMs;
  while (!over.signal.aborted && performance.now() < end) {
    await show();
    if (until()) return true;
    await pause(lookMs, undefined, { signal: over.signal }).catch(() => {});
  }
  return false;
}

const alive = () => crew.members.filter(({ life }) => life === 'alive');
const isEven = () => {
  const sizes = alive().map((member) => member.channels.length);
  return sizes.reduce((sum, size) => sum + size, 0) === channels.length && Math.max(...sizes) - Math.min(...sizes) < 2;
};

/** Ends the one with the most channels; resolves with how long these were without a bot. Null: too long. */
async function end(how: 'kill' | 'freeze'): Promise<number | null> {
  const victim = alive().reduce<Member | null>(
    (most, one) => (one.channels.length > (most?.channels.length ?? 0) ? one : most),
    null,
  );
  if (!victim || busy || alive().length < 2) return null;
  busy = true;
  const orphans = victim.channels;
  if (how === 'kill') void crew.kill(victim);
  else crew.freeze(victim);
  say(
    `${styleText('red', how === 'kill' ? '✗ kill -9' : '❄ frozen')}  process ${victim.number} served ${orphans.join(' ')}`,
  );
  const times = await crowd!.whenServed(orphans, 3 * promisedMs);
  const missing = [...times].filter(([, ms]) => ms === null).map(([channel]) => channel);
  for (const [channel, ms] of times) if (ms !== null) say(dim(`#${channel} is answered again after ${seconds(ms)}`));
  const longest = missing.length > 0 ? null : Math.max(0, ...[...times.values()].map(Number));
  if (longest === null) say(styleText('red', `nobody took over ${missing.join(' ')}`));
  else say(`${styleText('green', '✓ taken over')} in ${styleText('bold', seconds(longest))}, typed line to answer`);
  busy = false;
  return longest;
}

const report = {
  processes: options.processes,
  channels: channels.length,
  startMs: 0,
  takeOverMs: null as number | null,
};
let failed: string | null = null;
try {
  screen.line();
  screen.line(styleText('bold', `  ${options.processes} processes of one bot, one Redis, ${channels.length} channels`));
  say(dim('Twitch and the model are stand-ins on this machine.'));
  const began = performance.now();
  for (let i = 0; i < options.processes; i++) crew.add();
  const isShared = () => alive().length === options.processes && isEven();
  await watch(() => isShared() || crew.lastWords() !== null, startMs);
  if (!isShared()) failed = crew.lastWords() ?? 'the channels were not shared evenly';
  report.startMs = Math.round(performance.now() - began);
  if (!failed) say(`shared evenly ${seconds(report.startMs)} after the start`);
  crowd = createCrowd(sandbox.twitch, channels);
  const listening = listen();
  const wanted = options.kill ? 'kill' : options.freeze ? 'freeze' : null;
  if (!failed && (wanted || options.exit)) {
    await watch(() => false, playMs);
    if (wanted && !over.signal.aborted) {
      const ended = end(wanted);
      let isOver = false;
      void ended.finally(() => {
        isOver = true;
      });
      await watch(() => isOver, 4 * promisedMs);
      const longest = await Promise.race([ended, pause(0, null)]);
      report.takeOverMs = longest === null ? null : Math.round(longest);
      if (longest === null || longest > promisedMs) failed = `a take-over took longer than ${promisedMs / 1000} s`;
      if (!(await watch(isEven, promisedMs))) failed ??= 'the channels were not shared evenly again';
    }
  }
  if (!options.exit) await watch(() => false, options.minutes * 60_000);
  listening();
  crowd.stop();
  // What is under way may end.
  await watch(() => alive().every(({ inFlight }) => inFlight === 0), 5_000);
} catch (error) {
  failed = (error as Error).message;
}

function listen(): () => void {
  const { stdin } = process;
  if (!stdin.isTTY || options.exit) return () => {};
  const onKey = (key: Buffer) => {
    const letter = key.toString();
    if (letter === 'k') void end('kill');
    else if (letter === 'f') void end('freeze');
    else if (letter === 'n' && crew.members.length < 12) crew.add();
    else if (letter === 'q' || letter === '\x03') over.abort();
  };
  stdin.setRawMode(true).resume().on('data', onKey);
  return () => void stdin.setRawMode(false).pause().off('data', onKey);
}

screen.replace([]);
for (const line of tableLines(crew.members, screen.width)) screen.line(line);
const breaches = sandbox.breaches();
const { asked = 0, answered = 0, twice = 0 } = crowd ?? {};
const most = sandbox.models[0]!.maxInFlight;
say(
  dim(
    `${asked} asked, ${answered} answered, ${twice} twice, at most ${most} model calls at once (cap 4), ${breaches.length} breaches of Twitch’s rules`,
  ),
);
for (const breach of breaches) say(styleText('red', breach));
if (twice > 0) failed ??= `${twice} messages were answered twice`;
if (most > 4) failed ??= `${most} model calls at once, and the cap is 4`;
if (breaches.length > 0) failed ??= 'Twitch’s rules were broken';
if (failed) say(styleText('red', failed));
screen.line();
if (options.json) {
  process.stdout.write(
    `${JSON.stringify({ ...report, asked, answered, twice, mostCalls: most, breaches, holds: failed === null, failed })}\n`,
  );
}
await clean();
process.exit(failed ? 1 : 0);
