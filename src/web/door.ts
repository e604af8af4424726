import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';

/** Set on every response before anything else is decided. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
    "base-uri 'none'; frame-ancestors 'none'; form-action 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
  'Cache-Control': 'no-store',
};

const wildcards = new Set(['0.0.0.0', '::', '']);

/** `Host` without its port, in lower case; an IPv6 address without its brackets; `null` when it is no host at all. */
function nameIn(host: string): string | null {
  const match = /^(?:\[([\da-f:.]+)\]|([a-z\d._-]+))(?::\d{1,5})?$/i.exec(host);
  return (match?.[1] ?? match?.[2])?.toLowerCase() ?? null;
}

/**
 * Which `Host` may come in: this machine's loopback names and the configured host. Any port, so that a tunnel or a
 * container's published port works. Bound to every network, an address written out as digits is allowed too, and the
 * machine's own name: neither can be a name that a stranger points here (DNS rebinding).
 */
export function createHostCheck(configured: string): (host: string) => boolean {
  const own = configured.toLowerCase().replace(/^\[|\]$/g, '');
  const open = wildcards.has(own);
  const names = new Set(['127.0.0.1', 'localhost', '::1', open ? hostname().toLowerCase() : own]);
  return (host) => {
    const name = nameIn(host);
    return name !== null && (names.has(name) || (open && isIP(name) !== 0));
  };
}

function sameOrigin(origin: string, host: string): boolean {
  const url = URL.parse(origin);
  return url !== null && /^https?:$/.test(url.protocol) && url.host === host.toLowerCase();
}

/** Other sites may link here; they may not load, embed, stream or post. Old browsers send no `Sec-Fetch-*`. */
function fromAnotherSite(headers: IncomingMessage['headers']): boolean {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  return headers['sec-fetch-mode'] !== 'navigate' || headers['sec-fetch-dest'] !== 'document';
}

const otherSite = 'Requests from other sites are not accepted.';

/** Why a request is turned away at the door, or `null`. */
export function createDoor(configuredHost: string): (request: IncomingMessage) => string | null {
  const hostAllowed = createHostCheck(configuredHost);
  return ({ headers, headersDistinct }) => {
    const host = headers.host ?? '';
    if (headersDistinct['host']?.length !== 1 || !hostAllowed(host)) {
      return 'This host name is not served here. Use 127.0.0.1, localhost or the name in web.host.';
    }
    if (headers.origin !== undefined && !sameOrigin(headers.origin, host)) return otherSite;
    return fromAnotherSite(headers) ? otherSite : null;
  };
}
