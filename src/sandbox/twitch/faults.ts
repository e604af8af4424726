import type { Door } from './door.ts';
import { watchSockets } from './login.ts';
import type { Account } from './message.ts';
import { channelNamed, sendTo, sendToChannel, type World } from './world.ts';

/** Everything that can go wrong between a bot and Twitch. */
export interface Faults {
  /** Resets every TCP connection. */
  drop(): void;
  /** Half-open: what is connected hears nothing any more. With `newcomers`, new connections get silence too. */
  freeze(newcomers?: 'newcomers'): void;
  thaw(): void;
  /** Announces a RECONNECT and closes the connections after a while. */
  reconnect(closeAfterMs?: number): void;
  /** Twitch goes down, and comes back on the same port. */
  close(): Promise<void>;
  open(): Promise<void>;
  refuseLogins(on: boolean): void;
  /** The token is good no more; connections made with it stay. */
  revoke(token: string): void;
  accept(token: string, account: Account): void;
  /** Lines are delivered, but nobody is told. */
  noReceipts(on: boolean): void;
  /** The next line that any account sends to the channel is refused so; null: it is not, after all. */
  rejectNext(channel: string, msgId: string | null): void;
  /** Puts the bot, or another account, out of the channel and keeps it out. */
  ban(channel: string, login?: string): void;
  unban(channel: string, login?: string): void;
  /** Everything that the server says takes so long. */
  latency(ms: number): void;
}

export function createFaults(world: World, door: Door, delay: { ms: number }): Faults {
  const { switches, sessions, tokens, bot } = world;
  const channelOf = (name: string) => channelNamed(world, name);
  return {
    drop() {
      for (const { wire } of sessions) wire.reset();
    },
    freeze(newcomers) {
      for (const { wire } of sessions) wire.freeze();
      if (newcomers) door.silent(true);
    },
    thaw() {
      for (const session of sessions) {
        session.wire.thaw();
        watchSockets(world, session);
      }
      door.silent(false);
    },
    reconnect(closeAfterMs = 1000) {
      const before = [...sessions];
      for (const session of before) sendTo(session, { body: ':tmi.twitch.tv RECONNECT', needs: 'commands' });
      setTimeout(() => before.forEach(({ wire }) => void wire.close()), closeAfterMs).unref();
    },
    close: door.close,
    open: door.open,
    refuseLogins(on) {
      switches.refuseLogins = on;
    },
    revoke: (token) => void tokens.delete(token.toLowerCase()),
    accept: (token, account) => void tokens.set(token.toLowerCase(), account),
    noReceipts(on) {
      switches.noReceipts = on;
    },
    rejectNext(name, msgId) {
      const { rejections } = channelOf(name);
      if (msgId === null) rejections.length = 0;
      else rejections.push(msgId);
    },
    ban(name, login = bot.login) {
      const channel = channelOf(name);
      channel.banned.add(login);
      const part = { body: `:${login}!${login}@${login}.tmi.twitch.tv PART #${channel.login}` };
      for (const session of sessions) {
        if (session.account?.login === login && session.joined.delete(channel.login)) sendTo(session, part);
      }
      sendToChannel(world, channel, { ...part, needs: 'membership' });
    },
    unban: (name, login = bot.login) => void channelOf(name).banned.delete(login),
    latency(ms) {
      delay.ms = ms;
    },
  };
}
