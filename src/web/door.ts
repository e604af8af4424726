import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { hostname } from 'node:os';

/** Set on every response before anything else is decided. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
    "frame-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
  'Cache-Control': 'no-store',
};

/** As config.yaml has them in `web`. */
export interface DoorSettings {
  readonly host: string;
  /** Where people reach the bot from outside. */
  readonly public_url?: string | null;
  /** Whose X-Forwarded-* is believed. */
  readonly trusted_proxies?: readonly string[];
}

const wildcards = new Set(['0.0.0.0', '::', '']);

/** `Host` without its port, in lower case; an IPv6 address without its brackets; `null` when it is no host at all. */
function nameIn(host: string): string | null {
  const match = /^(?:\[([\da-f:.]+)\]|([a-z\d._-]+))(?::\d{1,5})?$/i.exec(host);
  return (match?.[1] ?? match?.[2])?.toLowerCase() ?? null;
}

/**
 * Which `Host` may come in: this machine's loopback names, the configured host and that of the public address. Any port, so
 * that a tunnel or a container's published port works. Bound to every network, an address written out as digits is allowed
 * too, and the machine's own name: neither can be a name that a stranger points here (DNS rebinding).
 */
export function createHostCheck(configured: string, publicUrl: string | null = null): (host: string) => boolean {
  const own = configured.toLowerCase().replace(/^\[|\]$/g, '');
  const open = wildcards.has(own);
  const names = new Set(['127.0.0.1', 'localhost', '::1', open ? hostname().toLowerCase() : own]);
  const outside = publicUrl === null ? null : nameIn(new URL(publicUrl).host);
  if (outside !== null) names.add(outside);
  return (host) => {
    const name = nameIn(host);
    return name !== null && (names.has(name) || (open && isIP(name) !== 0));
  };
}

/** Where a request comes from, and what it calls this bot, behind proxies that may say so. */
export interface Whence {
  /** Of the visitor. */
  address(request: IncomingMessage): string;
  /** `https://bot.example.com`: what a page of ours has as its origin. */
  origin(request: IncomingMessage): string;
}

const plainAddress = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, '');

export function createWhence({ public_url = null, trusted_proxies = [] }: Omit<DoorSettings, 'host'>): Whence {
  const trusted = new BlockList();
  const familyOf = (ip: string) => (isIP(ip) === 6 ? 'ipv6' : 'ipv4');
  for (const entry of trusted_proxies) {
    const [ip = '', bits] = entry.split('/');
    if (bits === undefined) trusted.addAddress(ip, familyOf(ip));
    else trusted.addSubnet(ip, Number(bits), familyOf(ip));
  }
  const isTrusted = (ip: string) => isIP(ip) !== 0 && trusted.check(ip, familyOf(ip));
  const peerOf = (request: IncomingMessage) => plainAddress(request.socket.remoteAddress ?? '');

  return {
    address(request) {
      const peer = peerOf(request);
      if (!isTrusted(peer)) return peer;
      // Each proxy adds whom it heard: read from the right, the first that is none of ours is the visitor.
      const said = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
      const others = said.map((each) => plainAddress(each.trim())).filter((each) => isIP(each) !== 0);
      return others.findLast((each) => !isTrusted(each)) ?? others[0] ?? peer;
    },
    origin(request) {
      const host = (request.headers.host ?? '').toLowerCase();
      if (public_url !== null && new URL(public_url).host === host) return new URL(public_url).origin;
      const said = request.headers['x-forwarded-proto'];
      const isSecure = said === 'https' && isTrusted(peerOf(request));
      return `${isSecure ? 'https' : 'http'}://${host}`;
    },
  };
}

/** Other sites may link here; they may not load, embed, stream or post. Old browsers send no `Sec-Fetch-*`. */
function fromAnotherSite(headers: IncomingMessage['headers']): boolean {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  return headers['sec-fetch-mode'] !== 'navigate' || headers['sec-fetch-dest'] !== 'document';
}

const otherSite = 'Requests from other sites are not accepted.';
const otherHost =
  'This host name is not served here. Use 127.0.0.1, localhost, the name in web.host or that of web.public_url.';

/** Why a request is turned away at the door, or `null`. */
export function createDoor(settings: DoorSettings, whence: Whence): (request: IncomingMessage) => string | null {
  const { public_url = null } = settings;
  const hostAllowed = createHostCheck(settings.host, public_url);
  const ownOrigin = (url: string | null) => url !== null && new URL(url).origin;
  return (request) => {
    const { headers, headersDistinct } = request;
    if (headersDistinct['host']?.length !== 1 || !hostAllowed(headers.host ?? '')) return otherHost;
    const { origin } = headers;
    if (origin !== undefined && origin !== whence.origin(request) && origin !== ownOrigin(public_url)) return otherSite;
    return fromAnotherSite(headers) ? otherSite : null;
  };
}
