import { barredBy, type Channel, isPrivileged } from './channel.ts';
import { deliver } from './delivery.ts';
import type { ClientLine } from './irc.ts';
import { type Account, userState, viewerOf } from './message.ts';
import { noticeLine } from './notices.ts';
import { delivered, faultsOf } from './text.ts';
import { type Session, sendTo, type World } from './world.ts';

interface Judgement {
  readonly reason?: string | undefined;
  readonly breach?: string | undefined;
}

/** Refused without a word. */
const silent = new Set(['anonymous', 'empty', 'ignored']);
const actionShape = /^\x01ACTION (.*?)\x01?$/s;

/** A client hands over a chat line: it is delivered and receipted, or refused with a reason. */
export function handlePrivmsg(world: World, session: Session, account: Account, line: ClientLine): void {
  const { channels, clock, journal, switches } = world;
  const { login } = account;
  const [target = '', spoken = ''] = line.params;
  const name = target.replace(/^#/, '').toLowerCase();
  const asAction = spoken.match(actionShape) ?? spoken.match(/^\/me +(.*)$/s);
  const words = asAction?.[1] ?? spoken;
  const action = asAction !== null;
  const channel = target.startsWith('#') && session.joined.has(name) ? channels.get(name) : undefined;
  const replyTo = line.tags['reply-parent-msg-id'] ?? null;
  const text = delivered(words);

  for (const fault of faultsOf(words)) journal.breach(`${login} in #${name}: ${fault}`);
  if (line.params.length > 2) journal.breach(`${login} in #${name}: words before the text`);
  const { reason, breach } = channel
    ? judge(world, channel, account, { text, action, replyTo })
    : { reason: 'not joined', breach: 'a line to a channel that is not joined' };
  if (breach) journal.breach(`${login} in #${name}: ${breach}`);
  if (!channel || reason) {
    journal.refuse({ login, channel: name, text, replyTo, reason: reason ?? '', at: clock.now(), raw: line.raw });
    if (channel && reason && !silent.has(reason)) sendTo(session, noticeLine(name, reason));
    return;
  }
  channel.lastLine.set(login, clock.now());
  const id = deliver(world, { channel, author: viewerOf(account, channel), text, action, replyTo, sender: session });
  if (!switches.noReceipts) sendTo(session, userState(channel, account, id));
  journal.accept({ login, channel: name, text, replyTo, at: clock.now(), id, raw: line.raw });
}

interface Spoken {
  readonly text: string;
  readonly action: boolean;
  readonly replyTo: string | null;
}

/** Why Twitch does not take the line, and what the client did wrong: either, both or neither. */
function judge(world: World, channel: Channel, { login, id }: Account, { text, action, replyTo }: Spoken): Judgement {
  if (id === '') return { reason: 'anonymous', breach: 'an anonymous client speaks' };
  if (text === '') return { reason: 'empty' };
  if (!action && /^[/.][a-z]/i.test(text)) return { reason: 'unrecognized_cmd' };
  const privileged = isPrivileged(channel, login);
  const verdict = world.rules.send({ account: login, channel: channel.login, text, privileged });
  if (verdict.kind === 'refused') return verdict;
  const reason = channel.rejections.shift() ?? barredBy(channel, login, world.clock.now());
  const known = replyTo === null || channel.recall(replyTo) || channel.forgetful;
  return { reason: reason ?? undefined, breach: known ? undefined : `a reply to ${replyTo}, which nobody said here` };
}
