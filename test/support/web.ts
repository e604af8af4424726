import { request } from 'node:http';
import type { Event } from '../../src/domain/event.ts';
import { createServer, type ServerParts } from '../../src/web/server.ts';

export interface RunningWeb extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly told: Event[];
}

/** A web server on a free port of 127.0.0.1, healthy unless told otherwise. */
export async function runWeb(change: Partial<ServerParts> = {}): Promise<RunningWeb> {
  const told: Event[] = [];
  const web = createServer({
    settings: { host: '127.0.0.1', port: 0 },
    ready: () => ({ status: 'ready', parts: { chat: { state: 'joined', level: 'ok' } } }),
    live: () => ({ ok: true, lagMs: 1.4 }),
    metrics: async () => ({ contentType: 'text/plain; version=0.0.4', body: 'serdabot_llm_in_flight 0\n' }),
    sessions: async () => ({ active_sessions: 5, storage_backend: 'sqlite' }),
    tell: (event) => told.push(event),
    ...change,
  });
  const started = await web.start();
  if (started.kind === 'failed') throw new Error(started.reason.text);
  return {
    url: `http://127.0.0.1:${started.port}`,
    port: started.port,
    told,
    [Symbol.asyncDispose]: () => web.stop(),
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

/** A request with exactly these headers: `fetch` would not let a test choose Host, Origin or Sec-Fetch-*. */
export function ask(
  web: { readonly port: number },
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body = '',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port: web.port, method, path, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      response.on('error', reject);
    });
    call.on('error', reject);
    call.end(body);
  });
}
