import type { ServerLine } from './irc.ts';
import type { Account } from './message.ts';
import { type Session, sendTo, socketsOf, type World } from './world.ts';

const greeting = (login: string): readonly string[] => [
  `001 ${login} :Welcome, GLHF!`,
  `002 ${login} :Your host is tmi.twitch.tv`,
  `003 ${login} :This server is rather new`,
  `004 ${login} :-`,
  `375 ${login} :-`,
  `372 ${login} :You are in a maze of twisty passages, all alike.`,
  `376 ${login} :>`,
];

const globalUserState = ({ login, id }: Account): ServerLine => ({
  tags: {
    'badge-info': '',
    badges: '',
    color: '',
    'display-name': login,
    'emote-sets': '0',
    'user-id': id,
    'user-type': '',
  },
  body: ':tmi.twitch.tv GLOBALUSERSTATE',
  needs: 'commands',
});

/** Anybody may read along so, without a token. */
export const isAnonymous = ({ id }: Account): boolean => id === '';

/** The account that this PASS and NICK open, or why there is none. */
function accountFor(world: World, session: Session, password: string | null, nick: string): Account | string {
  const { journal, rules, switches, tokens } = world;
  if (/^justinfan\d+$/.test(nick)) return { login: nick, id: '' };
  if (session.capabilities.size === 0) journal.breach(`${nick}: NICK before any CAP REQ`);
  if (password === null) journal.breach(`${nick}: NICK before PASS`);
  if (!password?.startsWith('oauth:')) return 'Improperly formatted auth';
  const account = tokens.get(password.slice('oauth:'.length).toLowerCase());
  const login = account?.login ?? nick;
  if (!rules.login(login)) {
    journal.breach(`${login}: more than 20 logins in 10 s`);
    return 'Login unsuccessful';
  }
  if (!account || switches.refuseLogins) return 'Login authentication failed';
  if (login === nick) return account;
  journal.breach(`${nick}: NICK with the token of ${login}`);
  return 'Login authentication failed';
}

/** A second socket of an account is a fault, unless the first is about to go. */
export function watchSockets(world: World, session: Session): void {
  const { bot, counts, journal, sockets } = world;
  const login = session.account?.login;
  if (login === undefined) return;
  const count = () => socketsOf(world, login);
  if (login === bot.login) counts.maxSockets = Math.max(counts.maxSockets, count());
  if (count() <= sockets.most) return;
  setTimeout(() => {
    if (count() > sockets.most && session.wire.open) journal.breach(`${login}: ${count()} sockets at once`);
  }, sockets.graceMs).unref();
}

export function handleNick(world: World, session: Session, password: string | null, nick: string): void {
  const { counts, bot } = world;
  const account = accountFor(world, session, password, nick);
  if (typeof account === 'string') {
    counts.refusedLogins++;
    sendTo(session, { body: `:tmi.twitch.tv NOTICE * :${account}` });
    session.wire.close();
    return;
  }
  session.account = account;
  for (const line of greeting(account.login)) sendTo(session, { body: `:tmi.twitch.tv ${line}` });
  if (isAnonymous(account)) return;
  sendTo(session, globalUserState(account));
  if (account.login === bot.login) counts.logins++;
  watchSockets(world, session);
}
