import type { Clock } from '../../lib/clock.ts';
import type { Visit } from '../server.ts';
import type { Breach, Reply } from '../stand-in.ts';
import { type Call, channelById, missing, problem, type Route } from './call.ts';
import { channelRoutes } from './channel-routes.ts';
import { chatRoutes } from './chat-routes.ts';
import { subscriptionRoutes } from './eventsub-routes.ts';
import type { Client } from './grants.ts';
import { moderationRoutes } from './moderation-routes.ts';
import type { HelixWorld } from './world.ts';

const routes: Readonly<Record<string, Route>> = {
  ...channelRoutes,
  ...chatRoutes,
  ...moderationRoutes,
  ...subscriptionRoutes,
};

export interface GateParts {
  readonly world: HelixWorld;
  readonly client: Client;
  readonly points: number;
  readonly used: (kind: 'access', token: string) => void;
}

/** api.twitch.tv/helix in small: token, client, points, scopes and parameters are looked at before a route answers. */
export function createGate({ world, client, points, used }: GateParts) {
  const buckets = new Map<string, Bucket>();

  return (visit: Visit, path: string, breach: Breach): Reply => {
    const token = /^Bearer (\S+)$/.exec(visit.headers.authorization ?? '')?.[1];
    if (!token) {
      breach(`${path}: no bearer token`);
      return problem(401, 'OAuth token is missing');
    }
    used('access', token);
    const grant = world.grants.open(token);
    if (!grant) return problem(401, 'Invalid OAuth token');
    if (visit.headers['client-id'] !== client.id) {
      breach(`${path}: wrong or missing Client-Id`);
      return problem(401, 'Client ID and OAuth token do not match');
    }
    const key = grant.account?.id ?? 'app';
    const bucket = buckets.get(key) ?? createBucket(world.clock, points);
    buckets.set(key, bucket);
    const free = bucket.take();
    const reply = free ? authorised() : problem(429, 'Too Many Requests');
    return { ...reply, headers: { ...bucket.headers(), ...reply.headers } };

    function authorised(): Reply {
      const { account, scopes } = grant!;
      const route = routes[`${visit.method} ${path}`];
      if (!route) {
        breach(`${visit.method} ${path}`);
        return problem(404, 'Not Found');
      }
      const query = visit.url.searchParams;
      for (const param of query.keys()) if (!route.params.includes(param)) breach(`${path}: parameter ${param}`);
      if (route.scopes.length > 0 && !account && !route.app) {
        return problem(401, 'The Authorization header must contain a user access token');
      }
      if (account && route.scopes.length > 0 && !route.scopes.some((scope) => scopes.includes(scope))) {
        return problem(401, `Missing scope: ${route.scopes.join(' or ')}`);
      }
      const body = parse(visit);
      if (!body) {
        breach(`${path}: a body that is no JSON object`);
        return problem(400, 'The request body is not valid JSON');
      }
      const call: Call = { world, query, body, account, scopes, breach };
      return (route.moderator ? notModerator(call) : null) ?? route.answer(call);
    }
  };
}

function notModerator(call: Call): Reply | null {
  const { query, account } = call;
  const channelParam = query.has('from_broadcaster_id') ? 'from_broadcaster_id' : 'broadcaster_id';
  if (!query.get(channelParam)) return missing(channelParam);
  const moderator = query.get('moderator_id');
  if (!moderator) return missing('moderator_id');
  if (moderator !== account?.id) {
    return problem(401, "The ID in moderator_id must match the user ID found in the request's OAuth token");
  }
  const channel = channelById(call, query.get(channelParam));
  if (!channel) return problem(400, `The ID in ${channelParam} is not valid`);
  if (channel.moderators.has(moderator)) return null;
  return problem(403, "The user in moderator_id is not one of the broadcaster's moderators");
}

function parse({ method, headers, body }: Visit): Record<string, unknown> | null {
  if (method === 'GET' || method === 'DELETE' || body === '') return {};
  if (!headers['content-type']?.startsWith('application/json')) return null;
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

interface Bucket {
  take(): boolean;
  headers(): Record<string, string>;
}

/** Refills evenly, whole in a minute. */
function createBucket(clock: Clock, size: number): Bucket {
  let left = size;
  let at = clock.now();
  return {
    take() {
      left = Math.min(size, left + ((clock.now() - at) * size) / 60_000);
      at = clock.now();
      if (left < 1) return false;
      left -= 1;
      return true;
    },
    headers: () => ({
      'Ratelimit-Limit': String(size),
      'Ratelimit-Remaining': String(Math.floor(left)),
      'Ratelimit-Reset': String(Math.ceil(clock.wall() / 1000 + ((size - left) * 60) / size)),
    }),
  };
}
