import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createApp, features, loadPrompts, openStorage, phraseCatalogs } from '../../../src/app.ts';
import type { StorageState } from '../../../src/domain/storage.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { loadConfiguration } from '../../../src/settings/load.ts';
import { createSay, loadPhrases } from '../../../src/settings/phrases.ts';
import { createRedactor, createTelemetry } from '../../../src/telemetry/index.ts';
import { viewerAt } from '../../load/crowd.ts';
import { lessIsBetter, median, quantile, type Ratio, type Table } from '../result.ts';
import { createWatch, type Watched } from './watch.ts';

type Store = StorageState['backend'];
/** What a command may wait for its storage, in milliseconds at p95. */
const limits: Readonly<Record<Store, number>> = { memory: 1, sqlite: 1, redis: 5 };
const titles: Readonly<Record<Store, string>> = { memory: 'in memory', sqlite: 'SQLite', redis: 'a real Redis' };
/** Twitch takes 100 lines in 30 s: these go at the pace of a busy chat, and none waits for its turn. */
const everyMs = 340;
const perRound = 36;
/** So that what is measured is loaded and compiled. */
const warmUp = 30;
const replyMs = 20_000;
/** So that no command waits a second for its turn at a source, while the bot does what can wait; a refused !ping is none. */
const quickSources = { rate_limiting: { wikipedia_rate_limit: 50, igdb_rate_limit: 50, light_channel_cooldown: 0 } };
const channel = 'my_channel';
const kinds = ['!ping', '!ask', 'mention'] as const;
const lines: Readonly<Record<(typeof kinds)[number], (n: number) => string>> = {
  '!ping': () => '!ping',
  '!ask': (n) => `!ask raconte-moi l'histoire numéro ${n}`,
  mention: (n) => `@serdabot et la question ${n}, tu en penses quoi ?`,
};

interface Wait extends Watched {
  readonly kind: string;
}

interface WaitsOptions {
  readonly folder: string;
  readonly urls: readonly (readonly [Store, string])[];
  readonly rounds: number;
  readonly progress: (line: string) => void;
}

/**
 * How long a command waits for its storage on its whole way through the bot, from the chat line to the moment in which
 * its reply is handed to the socket: the time in which the process slept with nothing open but calls to the store, or was
 * inside the store. That counts a call that the command itself does not wait for as well. What the process does meanwhile
 * is no waiting: `overhead` counts it.
 */
export async function measureWaits(
  options: WaitsOptions,
): Promise<{ readonly ratios: Ratio[]; readonly table: Table }> {
  const { folder, urls, rounds, progress } = options;
  await using cleanup = new AsyncDisposableStack();
  const sides = [];
  for (const [store, url] of urls) {
    const bot = await startBot(join(folder, store), url);
    cleanup.defer(bot.stop);
    sides.push({ store, ask: bot.ask, waits: [] as Wait[] });
  }
  const commands = warmUp + rounds * perRound;
  for (let n = 0; n < commands; n++) {
    if (n % perRound === 0) progress(`storage: ${n} of ${commands} commands on each store`);
    const kind = kinds[n % kinds.length]!;
    // One after the other: none shares its moment with another.
    for (const { ask, waits } of sides) {
      const turn = pause(everyMs / sides.length);
      const waited = await ask(n, lines[kind](n));
      if (n >= warmUp) waits.push({ kind, ...waited });
      await turn;
    }
  }
  const p = (waits: readonly Wait[], q: number, what: 'waited' | 'open' = 'waited') =>
    quantile(
      waits.map((wait) => wait[what]),
      q,
    );
  return {
    ratios: sides.map(({ store, waits }) =>
      lessIsBetter({
        name: `what a command waits for its storage, ${titles[store]}, p95`,
        unit: 'ms',
        ours: p(waits, 0.95),
        peer: 'limit',
        theirs: limits[store],
        target: 1,
      }),
    ),
    table: {
      title:
        'from a chat line to its reply: milliseconds asleep with nothing open but calls to the store, or inside the store;\n' +
        '  beside it how long a call was open at all, also one that nobody waits for while the bot does something else',
      columns: ['store', 'command', 'waits p50', 'p95', 'p99', 'calls', 'open p50', 'p95', 'commands'],
      rows: sides.flatMap(({ store, waits }) =>
        ['all', ...kinds].map((kind) => {
          const some = kind === 'all' ? waits : waits.filter((wait) => wait.kind === kind);
          return [
            titles[store],
            kind,
            ...[0.5, 0.95, 0.99].map((q) => p(some, q).toFixed(2)),
            median(some.map((wait) => wait.calls)),
            ...[0.5, 0.95].map((q) => p(some, q, 'open').toFixed(2)),
            some.length,
          ];
        }),
      ),
    },
  };
}

/** The real bot in this process, as `npm start` puts it together; only its store is listened to. */
async function startBot(folder: string, url: string) {
  const config = join(import.meta.dirname, '..', '..', '..', 'config');
  const sandbox = await createSandbox({ channels: [channel], models: [{ kind: 'openai' }] });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config.yaml'), sandbox.config({ storage: { url }, ...quickSources }));
  writeFileSync(join(folder, 'model_limits.json'), '{"max_history_messages": 10}\n');
  const loaded = await loadConfiguration(join(folder, 'config.yaml'), sandbox.env, features);
  const phrases = await loadPhrases(phraseCatalogs, join(config, 'phrases'));
  const prompts = await loadPrompts(join(config, 'prompts'));
  if (!loaded.ok || !phrases.ok || prompts.kind === 'faults') throw new Error('the configuration is broken');
  const { configuration } = loaded;
  const redactor = createRedactor();
  const telemetry = createTelemetry({ level: 'info', redactor, destination: { write() {} } });
  /** What can wait is done when the reply is on its way: no command waits for that. */
  let onHanded = () => {};
  const watch = createWatch();
  const opened = await openStorage({ ...configuration.settings.storage, folder, tell: telemetry.tell });
  if (!opened.ok) throw new Error(opened.reason);
  const app = await createApp({
    configuration: { current: () => configuration, onChange() {} },
    say: createSay(
      () => configuration.settings.bot.language,
      () => phrases.phrases,
    ),
    prompts: () => prompts.prompts,
    telemetry: {
      ...telemetry,
      tell(event) {
        if (event.kind === 'wait' && event.for === 'send') onHanded();
        telemetry.tell(event);
      },
    },
    store: watch.over(opened.storage),
    env: sandbox.env,
    learnSecret: redactor.learn,
  });
  await app.start();
  await sandbox.twitch.whenJoined(channel, replyMs);

  return {
    async ask(n: number, text: string): Promise<Watched> {
      let watched: Watched | null = null;
      onHanded = () => {
        watched ??= watch.read();
      };
      watch.reset();
      const id = sandbox.twitch.say(channel, viewerAt(n), text);
      await sandbox.twitch.next(({ replyTo }) => replyTo === id, replyMs);
      return watched!;
    },
    async stop() {
      await app.stop();
      await sandbox.stop();
    },
  };
}
