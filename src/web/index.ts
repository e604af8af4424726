import type { Base } from '../domain/base.ts';
import type { ConfigFile } from '../domain/config-file.ts';
import type { Part } from '../domain/part.ts';
import type { SpeakIn } from '../domain/phrases.ts';
import type { Storage, Stored } from '../domain/storage.ts';
import type { BotRooms } from './bot.ts';
import type { Feed } from './feed.ts';
import { createFirstLink } from './link.ts';
import { readinessOf } from './readiness.ts';
import type { Vitals } from './routes.ts';
import type { WebServer } from './server.ts';
import { createSessions, sessionPrefix } from './sessions.ts';
import type { Stage } from './stage.ts';

export { createFeed } from './feed.ts';
export type { Stage } from './stage.ts';

export interface Web extends Part {
  forget(viewerId: string, names?: readonly string[]): Promise<Stored<null>>;
  /** What `/ready` shows. To be called before `start`. */
  shows(parts: readonly Part[]): void;
  /** Where the server listens; null before it does. */
  address(): { readonly host: string; readonly port: number } | null;
}

export interface WebParts extends Base {
  readonly telemetry: { lag(): { readonly lagMs: number }; readonly metrics: Vitals['metrics'] };
  /** How many viewers the bot is in a conversation with. */
  readonly sessions: () => Promise<number>;
  readonly store: Pick<Storage, 'state' | 'records' | 'gather'>;
  /** Rooms and features, as the dashboard shows and changes them. */
  readonly bot: BotRooms;
  readonly feed: Feed;
  /** Files of the features' places in the dashboard, by the feature's name. */
  readonly panels: ReadonlyMap<string, string>;
  readonly env: NodeJS.ProcessEnv;
  readonly speakIn?: SpeakIn;
  /** Left out, config.yaml is changed by editors alone. */
  readonly configFile?: ConfigFile | undefined;
  /** Is handed the one-time link of a bot that nobody has ever signed in to. */
  readonly onFirstLink?: ((url: string) => void) | undefined;
  /** The demo's chat page; the bot itself has none. */
  readonly stage?: Stage | undefined;
}

/** A longer stall of the event loop makes /live fail. */
const stallMs = 10_000;

/** Health, metrics and the demo's page. Loaded after chat, which viewers wait for. */
export function createWeb(parts: WebParts): Web {
  const { configuration, settings, telemetry, sessions, store, stage, bot, feed, panels, env, clock, tell } = parts;
  const link = createFirstLink(clock);
  let shown: readonly Part[] = [];
  let server: WebServer | null = null;
  let address: { host: string; port: number } | null = null;

  /** Where nobody signed in yet, and nobody is named who may, whoever sits at the terminal gets the link. */
  async function offerLink({ port }: { readonly port: number }) {
    if (!parts.onFirstLink || settings().web.operators.length > 0) return;
    const known = await store.records.list(sessionPrefix, { limit: 1 });
    if (!known.ok || known.value.records.length > 0) return;
    parts.onFirstLink(`http://localhost:${port}/sign-in#code=${link.make()}`);
  }

  return {
    name: 'web',
    shows(parts) {
      shown = parts;
    },
    async start() {
      const { createServer } = await import('./server.ts');
      server = createServer({
        settings: settings().web,
        ready: () => readinessOf(shown),
        live() {
          const { lagMs } = telemetry.lag();
          return { ok: lagMs <= stallMs, lagMs };
        },
        metrics: telemetry.metrics,
        sessions: async () => ({ active_sessions: await sessions(), storage_backend: store.state().backend }),
        stage,
        sites: bot.features.sites,
        dashboard: {
          ...{ bot, feed, panels, settings, store, env, link },
          sections: () => configuration.current().features,
          modelLimits: () => configuration.current().limits,
          configFile: parts.configFile ?? null,
          speakIn: parts.speakIn ?? ((_language, run) => run()),
          chatPage: stage !== undefined,
        },
        clock,
        tell,
      });
      const started = await server.start();
      if (started.kind === 'failed') return tell({ kind: 'warning', ...started.reason });
      address = started;
      tell({ kind: 'lifecycle', text: `web on http://${started.host}:${started.port}` });
      await offerLink(started);
    },
    stop: async () => server?.stop(),
    address: () => address,
    /** Also signs out whoever wanted to be forgotten. */
    async forget(viewerId, names = []) {
      feed.forget(viewerId, names);
      return createSessions(store.records, clock).forget(viewerId);
    },
  };
}
