import { join } from 'node:path';
import {
  type App,
  createApp,
  features,
  loadPrompts,
  openStorage,
  phraseCatalogs,
  watchPrompts,
} from '../../src/app.ts';
import type { Event } from '../../src/domain/event.ts';
import { loadSettings } from '../../src/settings/index.ts';
import { createRedactor, createTelemetry, type Telemetry } from '../../src/telemetry/index.ts';
import { createRealm, inRealm, kill, paced, type Realm } from './world/realm.ts';
import { time } from './world/world.ts';

const root = join(import.meta.dirname, '..', '..');

/** Nobody else writes to the store. */
function writtenElsewhere(): number {
  time.poll();
  return 0;
}

export interface Running {
  readonly realm: Realm;
  readonly app: App;
  readonly telemetry: Telemetry;
  /** SIGTERM, and the end of the process. */
  stop(): Promise<void>;
  /** kill -9: no word to anybody. */
  kill(): void;
}

export interface BootParts {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onEvent: (event: Event) => void;
  readonly onLog: (line: string) => void;
}

/** What main.ts does, as often as there are processes: null where the bot refuses to start. */
export async function boot(name: string, parts: BootParts): Promise<Running | readonly string[]> {
  const realm = createRealm(name);
  const started = await begin(realm, parts).catch((error: unknown) => [String(error)]);
  // A process that refuses to start ends.
  if (!('app' in started)) kill(realm);
  return started;
}

function begin(realm: Realm, { folder, env, onEvent, onLog }: BootParts): Promise<Running | readonly string[]> {
  return inRealm(realm, async () => {
    const file = join(folder, 'config.yaml');
    const loaded = await loadSettings({
      file,
      env,
      sections: features,
      catalogs: phraseCatalogs,
      phrases: join(root, 'config', 'phrases'),
    });
    if (!loaded.ok) return loaded.faults;
    const prompts = await loadPrompts(join(root, 'config', 'prompts'));
    if (prompts.kind === 'faults') return prompts.faults;
    const { settings } = loaded.configuration;
    const redactor = createRedactor();
    for (const [key, value] of Object.entries(env)) if (/TOKEN|SECRET|KEY/.test(key)) redactor.learnForGood(value);
    // Time stands still while code runs: there is no stall that a heartbeat could notice.
    const telemetry = inRealm(paced(realm, 'standing'), () =>
      createTelemetry({ level: settings.log.level, redactor, destination: { write: onLog } }),
    );
    const tell = (event: Event) => {
      if (realm.dead) return;
      onEvent(event);
      telemetry.tell(event);
    };
    const watching = paced(realm, 'files');
    const watched = inRealm(watching, () => loaded.watch(tell, Math.random));
    const watchedPrompts = inRealm(watching, () =>
      watchPrompts({ folder: join(root, 'config', 'prompts'), initial: prompts.prompts, tell }),
    );
    const opened = await openStorage({ ...settings.storage, folder, tell, serve: true });
    if (!opened.ok) return [opened.reason];
    const app = await createApp({
      configuration: watched.configuration,
      configFile: watched.configFile,
      say: watched.say,
      prompts: watchedPrompts.current,
      telemetry: { ...telemetry, tell },
      store: { ...opened.storage, writtenElsewhere },
      env,
      learnSecret: redactor.learn,
    });
    await app.start();
    return {
      realm,
      app,
      telemetry,
      async stop() {
        await inRealm(realm, async () => {
          watched.stop();
          watchedPrompts.stop();
          await app.stop();
        });
        kill(realm);
      },
      kill: () => kill(realm),
    };
  });
}
