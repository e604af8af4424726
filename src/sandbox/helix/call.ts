import type { Breach, Reply } from '../stand-in.ts';
import type { Account } from '../twitch/message.ts';
import type { HelixChannel, HelixWorld } from './world.ts';

/** A request whose token and parameters are in order. */
export interface Call {
  readonly world: HelixWorld;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  /** Null for an app token. */
  readonly account: Account | null;
  readonly scopes: readonly string[];
  readonly breach: Breach;
}

export interface Route {
  /** Any of these; none means that every token will do, an app token included. */
  readonly scopes: readonly string[];
  /** Also with an app token, whatever the scopes. */
  readonly app?: boolean;
  readonly params: readonly string[];
  /** `moderator_id` is the token's account and moderates the channel of `broadcaster_id`. */
  readonly moderator?: boolean;
  readonly answer: (call: Call) => Reply;
}

const names: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
};

export const problem = (status: number, message: string): Reply => ({
  status,
  json: { error: names[status] ?? 'Error', status, message },
});

export const missing = (param: string) => problem(400, `Missing required parameter "${param}"`);
export const done: Reply = { status: 204 };
export const time = (unixMs: number) => new Date(unixMs).toISOString().replace(/\.\d+Z$/, 'Z');

export const channelById = ({ world }: Call, id: string | null): HelixChannel | undefined =>
  [...world.channels.values()].find((channel) => channel.id === id);

/** The page that `first` and `after` ask for. */
export function page<T>(query: URLSearchParams, all: readonly T[], atMost = 100) {
  const from = Number(query.get('after') || 0);
  const first = Number(query.get('first') ?? 20);
  if (!Number.isInteger(first) || first < 1 || first > atMost) {
    return problem(400, `The parameter "first" was malformed: the value must be between 1 and ${atMost}`);
  }
  const data = all.slice(from, from + first);
  const more = from + data.length < all.length;
  return { status: 200, json: { data, pagination: more ? { cursor: String(from + data.length) } : {} } };
}
