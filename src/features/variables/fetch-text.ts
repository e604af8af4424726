import { lookup } from 'node:dns/promises';
import { request } from 'node:https';
import { BlockList, isIP } from 'node:net';

/** One answer of a web server, before its body is read. */
export interface WebAnswer {
  readonly status: number;
  readonly type: string;
  readonly location: string | null;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface FetchTextParts {
  /** Hosts that may be asked, with their subdomains. */
  readonly allow: () => readonly string[];
  /** All addresses of a host. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
  /** Asks that address and no other, whatever the host's name means a moment later. */
  readonly ask?: (url: URL, address: string, signal: AbortSignal) => Promise<WebAnswer>;
}

const deadlineMs = 3_000;
const mostBytes = 64 * 1024;
const mostRedirects = 2;

const notPublic = new BlockList();
for (const [net, bits] of [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
  ] as const),
  ...([
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
  ] as const),
  ...([
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ] as const),
] as const)
  notPublic.addSubnet(net, bits, 'ipv4');
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');
// Documentation, and ranges that carry an IPv4 address inside: 6to4, Teredo.
for (const [net, bits] of [
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2001::', 23],
] as const)
  notPublic.addSubnet(net, bits, 'ipv6');

/** Whether an address is one of the Internet, and not of this machine or its network. */
export function isPublic(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !notPublic.check(address, 'ipv4');
    case 6:
      return globalUnicast.check(address, 'ipv6') && !notPublic.check(address, 'ipv6');
    default:
      return false;
  }
}

/** Text of the web, for `$(urlfetch ...)`: of hosts that the operator named, over https, from public addresses. */
export function createFetchText({ allow, resolve = resolveAll, ask = askPinned }: FetchTextParts) {
  const isAllowed = ({ protocol, hostname, username, password, port }: URL) =>
    protocol === 'https:' &&
    username === '' &&
    password === '' &&
    port === '' &&
    isIP(hostname.replace(/^\[|\]$/g, '')) === 0 &&
    allow().some((host) => hostname === host || hostname.endsWith(`.${host}`));

  async function text(from: string, signal: AbortSignal): Promise<string | null> {
    let url = URL.parse(from);
    for (let redirects = 0; url && redirects <= mostRedirects; redirects++) {
      if (!isAllowed(url)) return null;
      const addresses = await resolve(url.hostname);
      // One private address among them is what rebinding looks like.
      if (addresses.length === 0 || !addresses.every(isPublic)) return null;
      const answer = await ask(url, addresses[0]!, signal);
      if (answer.status < 300 || answer.status > 399 || answer.location === null) return bodyOf(answer);
      url = URL.parse(answer.location, url.href);
    }
    return null;
  }

  /** Null: nothing that may be said came back in time. */
  async function fetchText(url: string, signal: AbortSignal): Promise<string | null> {
    const until = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
    const late = new Promise<null>((resolve) => until.addEventListener('abort', () => resolve(null), { once: true }));
    try {
      return await Promise.race([text(url, until), late]);
    } catch {
      return null;
    }
  }

  return Object.assign(fetchText, {
    isAllowed(url: string): boolean {
      const parsed = URL.parse(url);
      return parsed !== null && isAllowed(parsed);
    },
  });
}

async function bodyOf({ status, type, body }: WebAnswer): Promise<string | null> {
  if (status !== 200 || !/^text\/plain\b/i.test(type)) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > mostBytes) return null;
    chunks.push(chunk);
  }
  const text = new TextDecoder().decode(Buffer.concat(chunks)).replace(/\s+/g, ' ').trim();
  return text === '' ? null : text;
}

const resolveAll = async (host: string) => (await lookup(host, { all: true })).map(({ address }) => address);

function askPinned(url: URL, address: string, signal: AbortSignal): Promise<WebAnswer> {
  return new Promise((answer, reject) => {
    const call = request(
      url,
      {
        ...{
          signal,
          agent: false,
          servername: url.hostname,
          headers: { accept: 'text/plain', 'user-agent': 'serdabot' },
        },
        lookup: (_host, options, found) => {
          const family = isIP(address);
          if (options.all) (found as (error: null, all: object[]) => void)(null, [{ address, family }]);
          else (found as (error: null, one: string, family: number) => void)(null, address, family);
        },
      },
      (response) =>
        answer({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'] ?? '',
          location: response.headers.location ?? null,
          body: response,
        }),
    );
    call.once('error', reject);
    call.end();
  });
}
