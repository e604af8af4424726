import { type Channel, isPrivileged } from './channel.ts';
import { isAnonymous } from './login.ts';
import { type Account, roomState, userState } from './message.ts';
import { noticeLine } from './notices.ts';
import { type Session, sendTo, type World } from './world.ts';

const maxJoined = 100;

/** `#a,#B` as channel logins. */
export const channelsIn = (param = ''): readonly string[] =>
  param.split(',').map((name) => name.replace(/^#/, '').toLowerCase());

function hasRoom(world: World, session: Session, { login }: Account, channel: Channel): boolean {
  if (isPrivileged(channel, login)) return true;
  const counted = [...session.joined].filter((name) => !isPrivileged(world.channels.get(name)!, login));
  return counted.length < maxJoined;
}

/** A channel that does not exist is met with silence, as at Twitch. */
export function handleJoin(world: World, session: Session, account: Account, name: string): void {
  const { channels, counts, journal, rules, bot } = world;
  const { login } = account;
  if (session.joined.has(name)) return;
  if (!rules.join(login)) {
    journal.breach(`${login}: more than 20 JOINs in 10 s`);
    return;
  }
  const channel = channels.get(name);
  if (!channel) return;
  const closed = channel.suspended ? 'msg_channel_suspended' : channel.banned.has(login) ? 'msg_banned' : null;
  if (closed) {
    sendTo(session, noticeLine(name, closed));
    return;
  }
  if (!hasRoom(world, session, account, channel)) {
    journal.breach(`${login}: more than ${maxJoined} channels`);
    return;
  }
  session.joined.add(name);
  if (login === bot.login) counts.joins.set(name, (counts.joins.get(name) ?? 0) + 1);
  const user = `${login}.tmi.twitch.tv`;
  sendTo(session, { body: `:${login}!${login}@${user} JOIN #${name}` });
  sendTo(session, { body: `:${user} 353 ${login} = #${name} :${login}` });
  sendTo(session, { body: `:${user} 366 ${login} #${name} :End of /NAMES list` });
  if (!isAnonymous(account)) sendTo(session, userState(channel, account));
  sendTo(session, roomState(channel, channel.modes));
}

export function handlePart({ journal }: World, session: Session, { login }: Account, name: string): void {
  if (!session.joined.delete(name)) {
    journal.breach(`${login}: PART from #${name}, which it is not in`);
    return;
  }
  sendTo(session, { body: `:${login}!${login}@${login}.tmi.twitch.tv PART #${name}` });
}
