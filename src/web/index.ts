import type { Base } from '../domain/base.ts';
import type { Part } from '../domain/part.ts';
import type { Storage } from '../domain/storage.ts';
import type { Vitals } from './routes.ts';
import type { WebServer } from './server.ts';
import type { Stage } from './stage.ts';

export type { Stage } from './stage.ts';

export interface Web extends Part {
  /** What `/ready` shows. To be called before `start`. */
  shows(parts: readonly Part[]): void;
  /** Where the server listens; null before it does. */
  address(): { readonly host: string; readonly port: number } | null;
}

export interface WebParts extends Base {
  readonly telemetry: { lag(): { readonly lagMs: number }; readonly metrics: Vitals['metrics'] };
  /** How many viewers the bot is in a conversation with. */
  readonly sessions: () => Promise<number>;
  readonly store: Pick<Storage, 'state'>;
  /** The demo's chat page; the bot itself has none. */
  readonly stage?: Stage | undefined;
}

/** A longer stall of the event loop makes /live fail. */
const stallMs = 10_000;

/** Health, metrics and the demo's page. Loaded after chat, which viewers wait for. */
export function createWeb(parts: WebParts): Web {
  const { settings, telemetry, sessions, store, stage, clock, tell } = parts;
  let shown: readonly Part[] = [];
  let server: WebServer | null = null;
  let address: { host: string; port: number } | null = null;

  return {
    name: 'web',
    shows(parts) {
      shown = parts;
    },
    async start() {
      const [{ createServer }, { readinessOf }] = await Promise.all([import('./server.ts'), import('./routes.ts')]);
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
        clock,
        tell,
      });
      const started = await server.start();
      if (started.kind === 'failed') return tell({ kind: 'warning', text: started.reason });
      address = started;
      tell({ kind: 'lifecycle', text: `web on http://${started.host}:${started.port}` });
    },
    stop: async () => server?.stop(),
    address: () => address,
  };
}
