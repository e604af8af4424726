import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Event } from '../../src/domain/event.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { findRedis } from '../../test/support/real-parts.ts';
import { type RedisServer, startRedis } from '../../test/support/redis.ts';
import { boot } from './bot.ts';
import { aViewer } from './stage.ts';
import { createSource } from './world/random.ts';

interface Line {
  readonly who: string;
  readonly text: string;
  /** Between the end of it and the next one. */
  readonly pauseMs: number;
}

const cooldownSeconds = 4;
const settleMs = 25_000;

/** An evening of half a minute: every line has one right ending, whatever the store is. */
function evening(seed: number): readonly Line[] {
  const source = createSource(`${seed}/redis`);
  const lines: Line[] = [];
  for (let i = 0; i < 8; i++) {
    const who = `invite${i}`;
    const ask = () => `!ask combien font ${source.int(90) + 2} fois ${source.int(90) + 2} ?`;
    const twice = source.chance(0.7);
    lines.push({ who, text: ask(), pauseMs: 0 });
    // Too early, and then in time.
    if (twice)
      lines.push({ who, text: ask(), pauseMs: cooldownSeconds * 1000 + 200 }, { who, text: ask(), pauseMs: 0 });
    if (source.chance(0.6)) lines.push({ who: 'chaine1', text: '!counter morts +', pauseMs: 0 });
    if (source.chance(0.6))
      lines.push({ who, text: source.pick(['!memory', '!privacy', '!forgetme', '!remember']), pauseMs: 0 });
    if (source.chance(0.4)) lines.push({ who: 'nightbot', text: ask(), pauseMs: 200 });
  }
  return lines;
}

/** How each line ended: by the bot's word, and by what Twitch got. */
async function play(lines: readonly Line[], store: string, redis: RedisServer | null): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'serdabot-simulate-'));
  const sandbox = await createSandbox({ channels: ['chaine1'] });
  const ended: Extract<Event, { kind: 'command.ended' }>[] = [];
  const config = sandbox.config({
    storage: { url: store },
    rate_limiting: { user_cooldown: cooldownSeconds, max_concurrent_users: 4, light_channel_cooldown: 0 },
  });
  writeFileSync(join(folder, 'config.yaml'), config);
  const env = { ...sandbox.env, SERDABOT_PRIVACY_KEY: 'a key of the simulation, 32 letters' };
  const onEvent = (event: Event) => void (event.kind === 'command.ended' && ended.push(event));
  const begin = async () => {
    const started = await boot(store, { folder, env, onEvent, onLog() {} });
    if (!('app' in started)) throw new Error(started.join('\n'));
    await sandbox.twitch.whenJoined('chaine1', 10_000);
    return started;
  };
  let running = await begin();
  const ids: string[] = [];
  const roles = (who: string) => (who === 'chaine1' ? (['broadcaster'] as const) : []);
  const say = ({ who, text }: Line) => {
    const id = who === 'chaine1' ? 1 : 1000 + (Number(/\d+/.exec(who)?.[0] ?? 900) || 0);
    ids.push(sandbox.twitch.say('chaine1', aViewer(id, who, roles(who)), text));
  };
  try {
    for (const [i, line] of lines.entries()) {
      if (i === Math.floor(lines.length / 2)) {
        await running.app.stop();
        running = await begin();
      }
      const before = ended.length;
      say(line);
      const until = performance.now() + settleMs;
      while (line.who !== 'nightbot' && ended.length === before && performance.now() < until) await pause(5);
      await pause(line.pauseMs);
    }
    const endings = lines.map(({ who, text }, i) => {
      const own = ended.findIndex(({ viewer, command }) => viewer === who && text.startsWith(`!${command}`));
      const [found] = own < 0 ? [] : ended.splice(own, 1);
      const replied = sandbox.twitch.lines.some(({ replyTo }) => replyTo === ids[i]);
      return `${found ? `${found.ending}${found.gate ? ` by ${found.gate}` : ''}` : 'nothing'}${replied ? ', a reply' : ''}`;
    });
    if (redis) {
      // A store that hangs holds nobody up.
      redis.freeze();
      const at = performance.now();
      const id = sandbox.twitch.say('chaine1', aViewer(5000, 'gele'), '!ask combien font 3 fois 3 ?');
      await sandbox.twitch.next((line) => line.replyTo === id, settleMs).catch(() => null);
      redis.thaw();
      const ms = Math.round(performance.now() - at);
      if (ms > 5_000) throw new Error(`an answer took ${ms} ms while Redis was frozen`);
    }
    const breaches = sandbox.breaches();
    if (breaches.length > 0) throw new Error(breaches.join('\n'));
    return endings;
  } finally {
    await running.app.stop();
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same evening on SQLite and on a real Redis: 0 where every line ends the same. */
export async function runRedis(seed: number, json: boolean, print: (text: string) => void): Promise<number> {
  const program = findRedis();
  if (!program) return 1;
  await using redis = await startRedis(program);
  const lines = evening(seed);
  const [own, shared] = await Promise.all([
    play(lines, 'sqlite:data/serdabot.db', null),
    play(lines, redis.url, redis),
  ]);
  const other = lines.flatMap(({ who, text }, i) =>
    own[i] === shared[i] ? [] : [{ who, text, sqlite: own[i], redis: shared[i] }],
  );
  if (json) print(JSON.stringify({ seed, lines: lines.length, different: other }));
  else {
    for (const { who, text, sqlite, redis } of other) print(`${who} ${text}: ${sqlite} on SQLite, ${redis} on Redis`);
    print(`${lines.length} lines, ${other.length} end otherwise on Redis than on SQLite`);
  }
  return other.length === 0 ? 0 : 1;
}
