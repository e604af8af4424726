import { readFileSync } from 'node:fs';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { bodyLimit } from 'hono/body-limit';
import { on, type Web } from './routes.ts';
import type { Stage } from './stage.ts';
import { type Streams, sse } from './streams.ts';

const maxBodyBytes = 4_096;
const maxLineUnits = 500;
/** Of the history, what a page gets when it opens. */
const maxFirstLines = 200;

const files = {
  '/chat': ['index.html', 'text/html; charset=utf-8'],
  '/page.js': ['page.js', 'text/javascript; charset=utf-8'],
  '/panel.js': ['panel.js', 'text/javascript; charset=utf-8'],
  '/words.js': ['words.js', 'text/javascript; charset=utf-8'],
  '/page.css': ['page.css', 'text/css; charset=utf-8'],
  '/logo.svg': ['logo.svg', 'image/svg+xml'],
} as const;

/** What a page may send, or `null`. A control character would end a line of IRC and begin another. */
function lineOf(body: unknown): { viewer: string; text: string } | null {
  if (typeof body !== 'object' || body === null) return null;
  const { viewer, text } = body as Record<string, unknown>;
  if (typeof viewer !== 'string' || typeof text !== 'string') return null;
  const said = text.trim();
  if (said === '' || said.length > maxLineUnits || /[\x00-\x1f\x7f]/.test(said)) return null;
  return { viewer, text: said };
}

/** The demo's chat page. Returns a function that stops listening to the stage. */
export function addStage(app: Web, stage: Stage, streams: Streams): () => void {
  for (const [path, [name, type]] of Object.entries(files)) {
    const content = readFileSync(new URL(`./page/${name}`, import.meta.url), 'utf8');
    on(app, 'GET', path, (c) => c.body(content, 200, { 'Content-Type': type }));
  }

  on(app, 'GET', '/stage/events', (c) => {
    if (c.env.incoming.method === 'HEAD') return c.body(null, 200, { 'Content-Type': 'text/event-stream' });
    const { channel, botName, label, language, commands, knows, viewers } = stage;
    const lines = stage.history().slice(-maxFirstLines);
    if (
      !streams.open(
        c.env.outgoing,
        sse('stage', { channel, botName, label, language, commands, knows, viewers, lines }),
      )
    ) {
      return c.json({ error: 'Too many pages are open. Close one and reload.' }, 503);
    }
    return RESPONSE_ALREADY_SENT;
  });

  const tooLong = bodyLimit({
    maxSize: maxBodyBytes,
    onError: (c) => c.json({ error: 'too long' }, 413, { Connection: 'close' }),
  });
  app.post('/stage/say', async (c, next) => {
    // The door has let no foreign Origin in; a request without any is not from the page.
    if (c.req.header('origin') === undefined) return c.json({ error: 'An Origin header is needed.' }, 403);
    if (!/^application\/json\s*(;|$)/i.test(c.req.header('content-type') ?? '')) {
      return c.json({ error: 'Content-Type must be application/json.' }, 415);
    }
    return tooLong(c, next);
  });
  on(app, 'POST', '/stage/say', async (c) => {
    const line = lineOf(await c.req.json().catch(() => null));
    if (!line) return c.json({ error: `Expected {"viewer", "text"} with 1 to ${maxLineUnits} characters.` }, 400);
    const said = stage.say(line.viewer, line.text);
    return said.ok ? c.json({ ok: true }) : c.json({ error: said.reason }, 409);
  });

  return stage.subscribe((line) => streams.send(sse('line', line)));
}
