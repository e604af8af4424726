import { type Clock, systemClock } from '../lib/clock.ts';
import type { Visit } from './server.ts';
import { type Breach, createStandIn, type Reply, type StandIn } from './stand-in.ts';

// Discord, Slack and ntfy, as far as messages from outside go: what they refuse is refused here.

export interface HookMessage {
  readonly id: string;
  title: string;
  text: string;
  readonly silent: boolean;
  /** How often it was changed. */
  edits: number;
}

export interface SandboxHook extends StandIn {
  /** Where to post, secret included. */
  readonly address: string;
  readonly messages: readonly HookMessage[];
  /** Somebody deletes the message by hand. */
  drop(id: string): void;
}

type Bag = Readonly<Record<string, unknown>>;
interface Desk {
  readonly messages: HookMessage[];
  readonly breach: Breach;
  readonly now: number;
  add(title: string, text: string, silent?: boolean): HookMessage;
}

const error = (status: number, json: unknown, headers: Record<string, string> = {}): Reply => ({
  status,
  json,
  headers,
});
const isText = (value: unknown, most: number) => typeof value === 'string' && value.length <= most;

function jsonIn({ body, headers }: Visit): Bag | null {
  if (!/^application\/json\b/.test(headers['content-type'] ?? '')) return null;
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Bag) : null;
  } catch {
    return null;
  }
}

/** True where there were more than `most` in the last `ms`. */
function createFlood(most: number, ms: number) {
  const times: number[] = [];
  return (now: number) => {
    while (times.length > 0 && now - times[0]! >= ms) times.shift();
    times.push(now);
    return times.length > most;
  };
}

async function hook(path: string, clock: Clock, answer: (visit: Visit, desk: Desk) => Reply): Promise<SandboxHook> {
  const messages: HookMessage[] = [];
  let last = 1_000_000;
  const add = (title: string, text: string, silent = false) => {
    const message = { id: String(++last), title, text, silent, edits: 0 };
    messages.push(message);
    return message;
  };
  const standIn = await createStandIn({ clock, latencyMs: 0, dripMs: 0 }, (visit, _open, breach) =>
    answer(visit, { messages, breach, now: clock.now(), add }),
  );
  // The getters of a stand-in count on.
  return Object.create(standIn, {
    address: { value: `${standIn.url}${path}` },
    messages: { value: messages },
    drop: {
      value: (id: string) => messages.splice(0, messages.length, ...messages.filter((one) => one.id !== id)),
    },
  }) as SandboxHook;
}

const discordPath = '/api/webhooks/123456789012345678/sandbox-Token_000000000000000000000000000000000000';

interface Embed {
  readonly title?: unknown;
  readonly description?: unknown;
  readonly color?: unknown;
  readonly timestamp?: unknown;
  readonly fields?: unknown;
}

/** Why Discord takes no such message. */
function discordFault({ content = '', embeds = [], flags = 0 }: Bag): string | null {
  if (!isText(content, 2000)) return 'content: Must be 2000 or fewer in length.';
  if (!Array.isArray(embeds) || embeds.length > 10) return 'embeds: Must be 10 or fewer in length.';
  if (content === '' && embeds.length === 0) return 'Cannot send an empty message';
  if (flags !== 0 && flags !== 4096) return 'flags: this one is not for webhooks';
  let all = String(content).length;
  for (const { title = '', description = '', color = 0, timestamp, fields = [] } of embeds as Embed[]) {
    if (!isText(title, 256)) return 'embeds.title: Must be 256 or fewer in length.';
    if (!isText(description, 4096)) return 'embeds.description: Must be 4096 or fewer in length.';
    if (title === '' && description === '') return 'embeds: This field is required';
    if (!Number.isInteger(color) || Number(color) < 0 || Number(color) > 0xffffff) return 'embeds.color: not an int';
    if (timestamp !== undefined && Number.isNaN(Date.parse(String(timestamp)))) return 'embeds.timestamp: not ISO 8601';
    if (!Array.isArray(fields) || fields.length > 25) return 'embeds.fields: Must be 25 or fewer in length.';
    all += String(title).length + String(description).length;
  }
  return all > 6000 ? 'embeds: Embed size exceeds maximum size of 6000' : null;
}

export function createSandboxDiscord(clock: Clock = systemClock): Promise<SandboxHook> {
  const flooded = createFlood(5, 2_000);
  return hook(discordPath, clock, (visit, desk) => {
    const { url, method } = visit;
    const [, path = '', id] = /^(\/api\/webhooks\/\d+\/[^/]+)(?:\/messages\/(\d+))?$/.exec(url.pathname) ?? [];
    if (path === '') return error(404, { message: 'Unknown Webhook', code: 10015 });
    if (path !== discordPath) return error(401, { message: 'Invalid Webhook Token', code: 50027 });
    if (method !== (id === undefined ? 'POST' : 'PATCH')) return error(405, { message: '405: Method Not Allowed' });
    if (flooded(desk.now)) {
      const body = { message: 'You are being rate limited.', retry_after: 1.5, global: false };
      return error(429, body, { 'retry-after': '2' });
    }
    const body = jsonIn(visit);
    if (!body) return error(400, { message: 'The request body contains invalid JSON.', code: 50109 });
    const fault = discordFault(body);
    if (fault !== null) return error(400, { message: 'Invalid Form Body', code: 50035, errors: fault });
    const [embed = {}] = (body['embeds'] ?? []) as Embed[];
    const parse = (body['allowed_mentions'] as { parse?: unknown } | undefined)?.parse;
    const mentions = /@everyone|@here|<@[!&]?\d+>/.test(JSON.stringify(body));
    if (mentions && !(Array.isArray(parse) && parse.length === 0)) desk.breach('a message that calls people');
    const title = String(embed.title ?? '');
    const text = String(embed.description ?? body['content'] ?? '');
    if (id === undefined) {
      const made = desk.add(title, text, body['flags'] === 4096);
      return url.searchParams.get('wait') === 'true'
        ? { status: 200, json: { id: made.id, type: 0 } }
        : { status: 204 };
    }
    const known = desk.messages.find((message) => message.id === id);
    if (!known) return error(404, { message: 'Unknown Message', code: 10008 });
    Object.assign(known, { title, text, edits: known.edits + 1 });
    return { status: 200, json: { id, type: 0 } };
  });
}

const slackPath = '/services/T00000000/B00000000/sandboxsandboxsandbox000';

export function createSandboxSlack(clock: Clock = systemClock): Promise<SandboxHook> {
  const flooded = createFlood(1, 1_000);
  return hook(slackPath, clock, (visit, desk) => {
    if (visit.url.pathname !== slackPath) return { status: 404, text: 'no_service' };
    if (visit.method !== 'POST') return { status: 405, text: 'http_method_not_allowed' };
    if (flooded(desk.now)) return { status: 429, headers: { 'retry-after': '1' }, text: 'rate_limited' };
    const body = jsonIn(visit);
    if (!body) return { status: 400, text: 'invalid_payload' };
    const { text } = body;
    if (typeof text !== 'string' || text.trim() === '') return { status: 400, text: 'no_text' };
    if (text.length > 40_000) return { status: 400, text: 'msg_too_long' };
    if (/<[!@#]/.test(text)) desk.breach('a message that calls people');
    const [title = '', ...lines] = text.split('\n');
    desk.add(title, lines.join('\n'));
    return { status: 200, text: 'ok' };
  });
}

const ntfyError = (http: number, code: number, text: string) => error(http, { code, http, error: text });

/** `token`: what the server asks for; null: everybody may publish. */
export function createSandboxNtfy(token: string | null = null, clock: Clock = systemClock): Promise<SandboxHook> {
  let left = 250;
  return hook('/serdabot-alerts_1', clock, (visit, desk) => {
    if (visit.url.pathname !== '/') return ntfyError(404, 40401, 'page not found');
    if (visit.method !== 'POST' && visit.method !== 'PUT') return ntfyError(404, 40401, 'page not found');
    if (token !== null && visit.headers.authorization !== `Bearer ${token}`) {
      return ntfyError(401, 40101, 'unauthorized');
    }
    if (left-- <= 0) return ntfyError(429, 42908, 'limit reached: daily message quota reached');
    const body = jsonIn(visit);
    if (!body) return ntfyError(400, 40024, 'invalid request: request body must be message JSON');
    const { topic, title = '', message = '', priority = 3, tags = [] } = body;
    if (typeof topic !== 'string' || !/^[-_A-Za-z0-9]{1,64}$/.test(topic))
      return ntfyError(400, 40009, 'invalid topic');
    if (!Number.isInteger(priority) || Number(priority) < 1 || Number(priority) > 5) {
      return ntfyError(400, 40007, 'invalid priority parameter');
    }
    if (!Array.isArray(tags) || typeof title !== 'string' || typeof message !== 'string') {
      return ntfyError(400, 40024, 'invalid request: request body must be message JSON');
    }
    // Longer ones become a file that nobody reads on a phone.
    if (Buffer.byteLength(message) > 4096) return ntfyError(400, 40014, 'invalid request: attachments not allowed');
    const made = desk.add(title, message);
    return { status: 200, json: { id: made.id, event: 'message', topic } };
  });
}
