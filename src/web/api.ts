import type { IncomingMessage } from 'node:http';
import type { Context } from 'hono';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Language } from '../domain/settings.ts';
import type { Access, Need, Visitor } from './access.ts';
import { jsonIn, tooLong } from './body.ts';
import type { WebContext, WebEnv } from './routes.ts';

type Shape = z.ZodType;
type Out<S> = S extends Shape ? z.output<S> : undefined;

/** What an endpoint is given: checked by its schemas, from somebody who may. */
export interface ApiCall<Q = unknown, B = unknown> {
  readonly visitor: Visitor;
  /** Of the path; a channel among them is one that the bot serves. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Q;
  readonly body: B;
  readonly request: IncomingMessage;
  /** What the page is in; null: it does not say. */
  readonly language: Language | null;
}

/** `value` has the shape of `answer`; a problem is told as `{"error"}`. */
export type ApiResult =
  | { readonly ok: true; readonly value: unknown; readonly type?: string; readonly file?: string }
  | {
      readonly ok: false;
      readonly status: 400 | 403 | 404 | 409 | 422 | 429 | 502 | 503;
      readonly error: string;
      readonly faults?: readonly string[];
    };

export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `{channel}` in it is a channel that the bot serves. */
  readonly path: string;
  readonly about: string;
  readonly need: Need;
  readonly query?: z.ZodObject;
  readonly body?: Shape;
  readonly answer: Shape;
  run(call: ApiCall): Promise<ApiResult> | ApiResult;
}

/** Types a call by what its schemas let through. */
export function endpoint<Q extends z.ZodObject | undefined = undefined, B extends Shape | undefined = undefined>(
  of: Omit<Endpoint, 'query' | 'body' | 'run'> & {
    readonly query?: Q;
    readonly body?: B;
    run(call: ApiCall<Out<Q>, Out<B>>): Promise<ApiResult> | ApiResult;
  },
): Endpoint {
  return of as unknown as Endpoint;
}

export const done = (value: unknown): ApiResult => ({ ok: true, value });
export const problem = (
  status: Extract<ApiResult, { ok: false }>['status'],
  error: string,
  faults?: readonly string[],
): ApiResult => ({ ok: false, status, error, ...(faults && { faults }) });
export const notStored = problem(503, 'The store does not answer: nothing was changed.');

export interface ApiParts {
  readonly access: Access;
  readonly channels: () => readonly string[];
}

const maxBodyBytes = 256 * 1024;
const errorShape = z.object({ error: z.string(), faults: z.array(z.string()).optional() });

/** Registers endpoints, and describes them at /api/openapi.json by the very schemas that check their calls. */
export function createApi(endpoints: readonly Endpoint[], { access, channels }: ApiParts): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  // Told by whoever tells of bugs.
  app.onError((error) => {
    throw error;
  });

  // Before anything is looked up: who has no business here learns nothing of what there is.
  app.use('*', async (c, next) => {
    const entry = await access.entryOf(c.env.incoming);
    if (entry.kind === 'visitor') {
      c.set('visitor', entry.visitor);
      return next();
    }
    if (entry.kind === 'wrong' && entry.waitMs > 0) {
      const seconds = String(Math.ceil(entry.waitMs / 1000));
      return c.json({ error: `Too many wrong tokens from here. Wait ${seconds} s.` }, 429, { 'Retry-After': seconds });
    }
    const error = 'Sign in at /, or send "Authorization: Bearer" with SERDABOT_ADMIN_TOKEN.';
    return c.json({ error }, 401, { 'WWW-Authenticate': 'Bearer' });
  });

  const byPath = Map.groupBy(endpoints, ({ path }) => path);
  const description = () => describe(byPath);
  app.get('/api/openapi.json', (c) => c.json(description()));
  for (const [path, all] of byPath) {
    const route = path.replace(/\{(\w+)\}/g, ':$1');
    for (const each of all) app.on(each.method, route, (c) => answer(c, each));
    app.all(route, (c) => {
      const allow = all.map(({ method }) => method).join(', ');
      return c.json({ error: `Only ${allow} works here.` }, 405, { Allow: allow });
    });
  }
  app.all('*', (c) => c.json({ error: 'There is nothing here. /api/openapi.json says what there is.' }, 404));

  async function answer(c: WebContext, of: Endpoint): Promise<Response> {
    const visitor = c.get('visitor')!;
    const params = c.req.param() as Record<string, string>;
    const channel = params['channel']?.toLowerCase() ?? null;
    if (of.method !== 'GET') {
      const refused = asChange(c, visitor, of.body !== undefined);
      if (refused) return refused;
    }
    if (channel !== null && (!channels().includes(channel) || (!visitor.isOperator && !visitor.roleIn(channel)))) {
      return c.json({ error: 'No such channel of yours is served here.' }, 404);
    }
    if (!access.may(visitor, of.need, channel)) {
      const error = 'You may not do this. The broadcaster or whoever runs the bot may.';
      return c.json({ error }, 403);
    }
    const query = of.query ? of.query.safeParse(c.req.query()) : null;
    if (query?.success === false) return wrong(c, query.error);
    const sent = of.body ? await jsonIn(c.env.incoming, maxBodyBytes) : undefined;
    if (sent === tooLong) return c.json({ error: 'too long' }, 413, { Connection: 'close' });
    const body = of.body ? of.body.safeParse(sent) : null;
    if (body?.success === false) return wrong(c, body.error);
    const result = await of.run({
      language: languageOf(c.req.header('accept-language')),
      ...{ visitor, request: c.env.incoming, query: query?.data, body: body?.data },
      params: channel === null ? params : { ...params, channel },
    });
    if (!result.ok)
      return c.json({ error: result.error, ...(result.faults && { faults: result.faults }) }, result.status);
    if (result.type === undefined) return c.json(result.value as object);
    const headers = {
      'Content-Type': result.type,
      ...(result.file && { 'Content-Disposition': `attachment; filename="${result.file}"` }),
    };
    return c.body(String(result.value), 200, headers);
  }

  /** A change comes as JSON from a page of ours, or with the token. The door has let no foreign Origin in. */
  function asChange(c: WebContext, visitor: Visitor, hasBody: boolean): Response | null {
    if (visitor.session !== null && c.req.header('origin') === undefined) {
      return c.json({ error: 'An Origin header is needed.' }, 403);
    }
    const type = c.req.header('content-type');
    const isBare = !hasBody && type === undefined && (c.req.header('content-length') ?? '0') === '0';
    if (isBare && visitor.session === null) return null;
    if (/^application\/json\s*(;|$)/i.test(type ?? '')) return null;
    return c.json({ error: 'Content-Type must be application/json.' }, 415);
  }

  return app;
}

const languageOf = (header = ''): Language | null =>
  /^(?:fr|en)\b/.test(header) ? (header.slice(0, 2) as Language) : null;

function wrong(c: Context, { issues }: z.ZodError): Response {
  const faults = issues.slice(0, 20).map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  return c.json({ error: faults[0], faults }, 400);
}

/** OpenAPI 3.1. */
function describe(byPath: ReadonlyMap<string, readonly Endpoint[]>): object {
  const json = (schema: Shape, io: 'input' | 'output') => {
    const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
    return { 'application/json': { schema: rest } };
  };
  const failure = { description: 'why not', content: json(errorShape, 'output') };
  const operation = ({ about, need, query, body, answer, path }: Endpoint) => ({
    summary: about,
    'x-needs': need,
    parameters: [
      ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
        ...{ name, in: 'path', required: true, schema: { type: 'string' } },
      })),
      ...Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
        ...{ name, in: 'query', required: false, schema: z.toJSONSchema(schema as Shape, { io: 'input' }) },
      })),
    ],
    ...(body && { requestBody: { required: true, content: json(body, 'input') } }),
    responses: {
      200: { description: 'done', content: json(answer, 'output') },
      ...Object.fromEntries([400, 401, 403, 404].map((status) => [status, failure])),
    },
  });
  return {
    openapi: '3.1.0',
    info: { title: 'SerdaBot', version: '1' },
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'SERDABOT_ADMIN_TOKEN' },
        session: { type: 'apiKey', in: 'cookie', name: 'serdabot_PORT' },
      },
    },
    security: [{ token: [] }, { session: [] }],
    paths: Object.fromEntries(
      [...byPath].map(([path, all]) => [
        path,
        Object.fromEntries(all.map((each) => [each.method.toLowerCase(), operation(each)])),
      ]),
    ),
  };
}
