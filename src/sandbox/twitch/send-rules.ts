import type { Clock } from '../../lib/clock.ts';
import { compared } from './text.ts';

export interface SendRulesOptions {
  readonly clock: Clock;
  /** How long Twitch ignores an account that sent too much. */
  readonly ignoreMs?: number | undefined;
}

export interface Attempt {
  readonly account: string;
  readonly channel: string;
  readonly text: string;
  /** Broadcaster, moderator or VIP in the channel. */
  readonly privileged: boolean;
}

type SendVerdict =
  | { readonly kind: 'accepted' }
  | {
      readonly kind: 'refused';
      readonly reason: 'msg_ratelimit' | 'msg_duplicate' | 'ignored';
      /** What the bot did wrong. A duplicate is refused, but no wrong. */
      readonly breach?: string;
    };

export interface SendRules {
  send(attempt: Attempt): SendVerdict;
  /** False when the account joins or logs in more than 20 times in 10 s. */
  join(account: string): boolean;
  login(account: string): boolean;
  /** Sends of the account in the last 30 s. */
  recent(account: string): number;
}

interface Account {
  readonly sends: number[];
  readonly joins: number[];
  readonly logins: number[];
  readonly channels: Map<string, { last: number; readonly texts: Map<string, number> }>;
  ignored: { readonly until: number; readonly everywhere: boolean } | null;
}

const windowMs = 30_000;
const maxChannels = 1000;

/** Twitch's limits for sends, joins and logins, in windows that slide. The boundary itself is free again. */
export function createSendRules({ clock, ignoreMs = 30 * 60_000 }: SendRulesOptions): SendRules {
  const accounts = new Map<string, Account>();

  const accountOf = (name: string): Account => {
    let account = accounts.get(name);
    if (!account) {
      account = { sends: [], joins: [], logins: [], channels: new Map(), ignored: null };
      accounts.set(name, account);
    }
    return account;
  };

  const channelOf = (account: Account, name: string) => {
    const known = account.channels.get(name) ?? { last: Number.NEGATIVE_INFINITY, texts: new Map() };
    account.channels.delete(name);
    account.channels.set(name, known);
    if (account.channels.size > maxChannels) account.channels.delete(account.channels.keys().next().value!);
    return known;
  };

  /** How many times are still inside the window; older ones are let go. */
  const inside = (times: number[], span: number): number => {
    const from = clock.now() - span;
    while (times.length > 0 && times[0]! <= from) times.shift();
    return times.length;
  };

  const permit = (times: number[]): boolean => {
    const free = inside(times, 10_000) < 20;
    if (free) times.push(clock.now());
    return free;
  };

  return {
    send({ account: name, channel: channelName, text, privileged }) {
      const now = clock.now();
      const account = accountOf(name);
      if (account.ignored && account.ignored.until <= now) account.ignored = null;
      if (account.ignored && (account.ignored.everywhere || !privileged)) {
        return { kind: 'refused', reason: 'ignored', breach: 'sends while ignored for having sent too much' };
      }
      const sent = inside(account.sends, windowMs);
      const limit = privileged ? 100 : 20;
      if (sent >= limit) {
        account.ignored = { until: now + ignoreMs, everywhere: privileged };
        return { kind: 'refused', reason: 'msg_ratelimit', breach: `more than ${limit} lines in 30 s` };
      }
      account.sends.push(now);

      const channel = channelOf(account, channelName);
      const tooSoon = !privileged && now - channel.last < 1000;
      channel.last = now;
      if (tooSoon) {
        return { kind: 'refused', reason: 'msg_ratelimit', breach: `more than one line a second in #${channelName}` };
      }
      for (const [old, at] of channel.texts) if (now - at >= windowMs) channel.texts.delete(old);
      const same = compared(text);
      if (!privileged && channel.texts.has(same)) return { kind: 'refused', reason: 'msg_duplicate' };
      channel.texts.delete(same);
      channel.texts.set(same, now);
      return { kind: 'accepted' };
    },
    join: (name) => permit(accountOf(name).joins),
    login: (name) => permit(accountOf(name).logins),
    recent: (name) => inside(accountOf(name).sends, windowMs),
  };
}
