import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp, features, loadPrompts, openStorage, phraseCatalogs } from '../../src/app.ts';
import type { Event } from '../../src/domain/event.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { loadSettings } from '../../src/settings/index.ts';
import { createRedactor, createTelemetry } from '../../src/telemetry/index.ts';

const root = join(import.meta.dirname, '..', '..');

export interface BotParts {
  readonly config: string;
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** A source that failed or was not asked makes a reading worthless. */
  readonly onWarning: (text: string) => void;
}

/** The whole bot, in this process: its time is the clock's. */
export async function startBot({ config, env: given, clock, onWarning }: BotParts): Promise<AsyncDisposable> {
  const { TWITCH_ACCESS_TOKEN: _, ...inherited } = process.env;
  const env = { ...inherited, ...given };
  const folder = mkdtempSync(join(tmpdir(), 'serdabot-answers-'));
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'config.yaml');
  writeFileSync(file, config);
  writeFileSync(join(folder, 'model_limits.json'), '{"max_history_messages": 10}\n');
  const loaded = await loadSettings({
    file,
    env,
    sections: features,
    catalogs: phraseCatalogs,
    phrases: join(root, 'config', 'phrases'),
  });
  if (!loaded.ok) throw new Error(loaded.faults.join('\n'));
  const prompts = await loadPrompts(join(root, 'config', 'prompts'));
  if (prompts.kind === 'faults') throw new Error(prompts.faults.join('\n'));
  const redactor = createRedactor();
  const own = createTelemetry({ level: 'warn', redactor, clock, destination: { write() {} } });
  const tell = (event: Event) => {
    if (event.kind === 'warning' && event.text.startsWith('a source')) onWarning(event.text);
    own.tell(event);
  };
  const watched = loaded.watch(tell);
  cleanup.defer(watched.stop);
  const opened = await openStorage({ url: 'memory:', folder, tell, processes: 1, clock });
  if (!opened.ok) throw new Error(opened.reason);
  const app = await createApp({
    configuration: watched.configuration,
    say: watched.say,
    speakIn: watched.speakIn,
    prompts: () => prompts.prompts,
    telemetry: { ...own, tell },
    store: opened.storage,
    env,
    learnSecret: redactor.learn,
    clock,
  });
  cleanup.defer(() => app.stop());
  await app.start();
  const kept = cleanup.move();
  return { [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
