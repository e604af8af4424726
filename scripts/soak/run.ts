import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createRandom } from '../../src/sandbox/random.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { startBot } from '../load/bot.ts';
import { createChatter } from '../load/chatter.ts';
import { createCrowd } from '../load/crowd.ts';
import type { Holdings } from '../load/probe.ts';
import type { Profile } from '../load/profiles.ts';
import { capacity, channel, countedIn } from '../load/run.ts';

/** What is held is read once in a while, after a collection of garbage. */
export interface Reading extends Holdings {
  readonly hours: number;
  /** What caches say they hold: they fill up to their bounds. */
  readonly cachesMb: number;
}

export interface SoakResult {
  readonly readings: readonly Reading[];
  readonly lines: number;
  readonly answered: number;
  readonly commands: number;
  readonly troubles: number;
}

export interface SoakOptions {
  readonly hours: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onReading: (readings: readonly Reading[]) => void;
}

const bot = 'serdabot';
/** A channel on an ordinary evening: a line every two seconds, one in seven for the bot. Times fifty. */
const normal = { linesPerSecond: 0.5, commands: 1 / 7 };
export const times = 50;
const people = 500;
const crowdProfile: Profile = {
  name: 'soak',
  about: `${people} viewers`,
  minutes: 0,
  most: people,
  viewers: () => people,
  secondsPerLine: people / (normal.linesPerSecond * times),
  commands: normal.commands,
  atOnce: false,
};
const tickMs = 50;
const longestTickMs = 1_000;
const mostReadings = 150;
const betweenReadings = { least: 6_000, most: 60_000 };
/** Leaks are where things end early: connections, reloads, failed calls. */
const troubleEveryMs = 30_000;
const faultMs = 4_000;

export async function soak({ hours, seed, signal, onReading }: SoakOptions): Promise<SoakResult> {
  await using cleanup = new AsyncDisposableStack();
  const service = { firstTokenMs: 200, msPerToken: 3, spread: 0.4 };
  const sandbox = await createSandbox({ bot, channels: [channel], models: [{ kind: 'openai', capacity, service }] });
  cleanup.defer(sandbox.stop);
  const config = (line: number) =>
    sandbox.config({
      storage: { url: 'sqlite:soak.db' },
      rate_limiting: { max_concurrent_users: capacity, line: { length: line } },
    });
  const child = await startBot({ config: config(100), env: sandbox.env, collect: true });
  cleanup.defer(async () => void (await child.stop()));
  await sandbox.twitch.whenJoined(channel, 10_000);

  const totalMs = hours * 3_600_000;
  const betweenMs = Math.max(betweenReadings.least, Math.min(betweenReadings.most, totalMs / mostReadings));
  const random = createRandom(seed);
  const crowd = createCrowd(crowdProfile, totalMs, createChatter(random, bot), random);
  const readings: Reading[] = [];
  const began = performance.now();
  let [last, read, lines, troubles, troubled] = [0, 0, 0, 0, 0];

  async function trouble() {
    const which = troubles++ % 3;
    if (which === 0) sandbox.twitch.drop();
    else if (which === 1) writeFileSync(join(child.folder, 'config.yaml'), config(100 + (troubles % 2)));
    else {
      await sandbox.models[0]!.fault({ status: 500 });
      setTimeout(() => void sandbox.models[0]!.fault(null), faultMs).unref();
    }
  }

  while (last < totalMs && !signal.aborted) {
    const now = performance.now() - began;
    for (const { viewer, line } of crowd.between(Math.max(last, now - longestTickMs), now)) {
      lines++;
      sandbox.twitch.say(channel, viewer, line.text);
    }
    last = now;
    if (now - troubled >= troubleEveryMs) {
      troubled = now;
      await trouble();
    }
    if (now - read >= betweenMs) {
      read = now;
      const [metrics, holdings] = [await child.metrics(), await child.holdings()];
      const cachesMb = metrics.sum('serdabot_cache_bytes') / 2 ** 20;
      readings.push({ ...holdings, cachesMb, hours: now / 3_600_000 });
      onReading(readings);
    }
    await pause(tickMs);
  }
  const { answered, ...others } = countedIn(await child.metrics());
  const commands = Object.values(others).reduce((sum, one) => sum + one, answered);
  return { readings, lines, answered, commands, troubles };
}
