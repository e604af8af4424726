import type { Clock } from '../../lib/clock.ts';
import type { Channel } from './channel.ts';
import { render, type ServerLine } from './irc.ts';
import type { Journal } from './journal.ts';
import type { Account } from './message.ts';
import type { SendRules } from './send-rules.ts';
import type { Wire } from './wire.ts';

/** A connection and what it has told us so far. */
export interface Session {
  readonly wire: Wire;
  readonly capabilities: Set<string>;
  /** Channel logins. */
  readonly joined: Set<string>;
  account: Account | null;
}

/** Everything that the connections share. */
export interface World {
  readonly clock: Clock;
  readonly bot: Account;
  readonly tokens: Map<string, Account>;
  readonly channels: Map<string, Channel>;
  readonly sessions: Set<Session>;
  readonly rules: SendRules;
  readonly journal: Journal;
  readonly switches: { refuseLogins: boolean; noReceipts: boolean };
  readonly counts: { logins: number; refusedLogins: number; maxSockets: number; readonly joins: Map<string, number> };
  /** Logins of channels that share one chat. */
  shared: readonly string[];
  /** How many sockets an account may hold, and how long an old one may outlive its successor. */
  readonly sockets: { readonly most: number; readonly graceMs: number };
}

export function sendTo(session: Session, line: ServerLine): void {
  const text = render(line, session.capabilities);
  if (text !== null) session.wire.send(text);
}

export function sendToChannel(world: World, channel: Channel, line: ServerLine, except?: Session): void {
  for (const session of world.sessions) {
    if (session !== except && session.joined.has(channel.login)) sendTo(session, line);
  }
}

export function channelNamed(world: World, name: string): Channel {
  const channel = world.channels.get(name.replace(/^#/, '').toLowerCase());
  if (!channel) throw new Error(`the sandbox has no channel "${name}"`);
  return channel;
}

/** Sockets that this account is logged in with. A frozen one is dead to its client, or soon will be. */
export const socketsOf = (world: World, login: string): number =>
  [...world.sessions].filter(({ account, wire }) => account?.login === login && wire.open && !wire.frozen).length;
