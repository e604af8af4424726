import type { Clock } from '../../lib/clock.ts';
import { readBounded } from '../../lib/read-bounded.ts';
import { retryAfterMs } from '../../lib/retry-after.ts';
import { within } from '../../lib/within.ts';
import type { Kind } from './rules.ts';

/** What is told, in words and as data. */
export interface Notice {
  readonly id: string;
  readonly status: 'open' | 'resolved' | 'test';
  readonly cause: string;
  readonly bot: string;
  readonly title: string;
  readonly text: string;
  readonly urgent: boolean;
  /** Unix milliseconds. */
  readonly openedAt: number;
  readonly resolvedAt: number | null;
  readonly symptoms: readonly { readonly rule: string; readonly values: Readonly<Record<string, string | number>> }[];
}

export type Sent =
  /** `id`: of the message, where it can be changed later. */
  | { readonly kind: 'sent'; readonly id: string | null }
  /** The message that was to be changed is not there any more. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'later'; readonly reason: string; readonly retryAfterMs: number }
  /** It would fail again: somebody has to change something. */
  | { readonly kind: 'refused'; readonly reason: string };

export interface Place {
  /** `changes`: the message that says it already; null: a new one. */
  send(notice: Notice, changes: string | null, signal: AbortSignal): Promise<Sent>;
}

interface Request {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly body?: unknown;
}

/** How one kind of place is talked to. */
interface Form {
  /** Why an address cannot be one of this kind; null: it can. */
  wrong(url: URL): string | null;
  request(url: URL, notice: Notice, changes: string | null): Request;
  /** Of the message that was made, from the answer. */
  id?(body: Readonly<Record<string, unknown>>): string | null;
}

const longestWaitMs = 3_600_000;
const patienceMs = 10_000;
const colours = { open: 0xd93025, resolved: 0x188038, test: 0x1a73e8 };

const isLoopback = ({ hostname }: URL) => /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(hostname);
const cut = (text: string, most: number) =>
  text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
/** Bytes, as ntfy counts. */
function cutBytes(text: string, most: number): string {
  let short = cut(text, most);
  while (Buffer.byteLength(short) > most) short = cut(short, Math.floor(short.length * 0.9));
  return short;
}

const forms: Readonly<Record<Kind | 'ping', Form>> = {
  discord: {
    wrong(url) {
      if (isLoopback(url)) return null;
      const isThere = url.protocol === 'https:' && /^(?:\w+\.)?discord(?:app)?\.com$/.test(url.hostname);
      return isThere && /^\/api\/(?:v\d+\/)?webhooks\/\d+\/[\w-]+$/.test(url.pathname)
        ? null
        : 'expected https://discord.com/api/webhooks/…';
    },
    request(url, { title, text, status, openedAt, resolvedAt }, changes) {
      const to = new URL(url);
      if (changes === null) to.searchParams.set('wait', 'true');
      else to.pathname += `/messages/${changes}`;
      const embed = {
        title: cut(plainMarkdown(title), 256),
        description: cut(plainMarkdown(text), 4096),
        color: colours[status],
        timestamp: new Date(resolvedAt ?? openedAt).toISOString(),
      };
      const body = { embeds: [embed], allowed_mentions: { parse: [] } };
      return { url: to.href, method: changes === null ? 'POST' : 'PATCH', body };
    },
    id: ({ id }) => (typeof id === 'string' && /^\d{1,30}$/.test(id) ? id : null),
  },
  slack: {
    wrong: (url) =>
      isLoopback(url) || (url.protocol === 'https:' && url.hostname === 'hooks.slack.com')
        ? null
        : 'expected https://hooks.slack.com/…',
    request: (url, { title, text }) => ({
      url: url.href,
      method: 'POST',
      body: { text: cut(`*${slackText(title)}*\n${slackText(text)}`, 4000), unfurl_links: false },
    }),
  },
  ntfy: {
    wrong: (url) =>
      /^\/(?:.+\/)?[\w-]{1,64}$/.test(url.pathname)
        ? null
        : 'expected the topic at the end, such as https://ntfy.sh/my-topic',
    request(url, { title, text, status, urgent }) {
      const root = new URL(url);
      const [topic = ''] = url.pathname.split('/').slice(-1);
      root.search = '';
      root.pathname = url.pathname.slice(0, -topic.length);
      const tags = [{ open: 'warning', resolved: 'white_check_mark', test: 'bell' }[status]];
      const priority = status === 'open' && urgent ? 4 : 3;
      const body = { topic, title: cutBytes(title, 250), message: cutBytes(text, 4000), priority, tags };
      return { url: root.href, method: 'POST', body };
    },
  },
  webhook: {
    wrong: () => null,
    request: (url, notice) => ({ url: url.href, method: 'POST', body: { version: 1, ...notice } }),
  },
  ping: {
    wrong: () => null,
    request: (url) => ({ url: url.href, method: 'GET' }),
  },
};

/** Discord reads links, code and mentions in a text; of these only words are wanted. */
const plainMarkdown = (text: string) => text.replace(/[\\*_~`|>[\]]/g, '\\$&').replace(/@/g, '@\u200b');
/** `<!channel>` is how Slack is told to call everybody. */
const slackText = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replace(/@/g, '@\u200b');

/** The place at an address; or why there can be none. Nothing of the address is in what is said about it. */
export function openPlace(kind: Kind | 'ping', address: string, token: string | null, clock: Clock): Place | string {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) return 'expected an address that starts with https://';
  if (url.username !== '' || url.password !== '') return 'expected an address without a password';
  const form = forms[kind];
  const wrong = form.wrong(url);
  if (wrong !== null) return wrong;

  async function send(notice: Notice, changes: string | null, signal: AbortSignal): Promise<Sent> {
    const request = form.request(url!, notice, form.id ? changes : null);
    const response = await fetch(request.url, {
      method: request.method,
      headers: { 'Content-Type': 'application/json', ...(token !== null && { Authorization: `Bearer ${token}` }) },
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
      // Where it leads to is nowhere that somebody configured.
      redirect: 'manual',
      signal,
    });
    const text = await readBounded(response, 100_000);
    const { status } = response;
    if (response.ok) return { kind: 'sent', id: form.id?.(bag(text)) ?? null };
    if (request.method === 'PATCH' && status === 404) return { kind: 'gone' };
    if (status === 429 || status === 408 || status >= 500) {
      const waitMs = retryAfterMs(response.headers, clock.wall(), longestWaitMs) ?? 0;
      return { kind: 'later', reason: `status ${status}`, retryAfterMs: waitMs };
    }
    if (status >= 300 && status < 400) return { kind: 'refused', reason: `status ${status}: it redirects elsewhere` };
    return { kind: 'refused', reason: `status ${status}` };
  }

  return {
    async send(notice, changes, signal) {
      const own = new AbortController();
      const stop = () => own.abort();
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      try {
        const sent = send(notice, changes, own.signal).catch(
          (error: unknown): Sent => ({ kind: 'later', reason: codeOf(error), retryAfterMs: 0 }),
        );
        return (await within(clock, patienceMs, sent)) ?? { kind: 'later', reason: 'no answer', retryAfterMs: 0 };
      } finally {
        signal.removeEventListener('abort', stop);
        own.abort();
      }
    },
  };
}

/** The code alone: the message may repeat the address. */
function codeOf(error: unknown): string {
  const cause = (error as { cause?: { code?: unknown } } | null)?.cause?.code;
  return typeof cause === 'string' && /^[A-Z_]{1,40}$/.test(cause) ? cause : 'no answer';
}

function bag(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
