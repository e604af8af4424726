import { type ClientLine, parseLine } from './irc.ts';
import { channelsIn, handleJoin, handlePart } from './join.ts';
import { handleNick } from './login.ts';
import type { Account } from './message.ts';
import { handlePrivmsg } from './privmsg.ts';
import type { Wire } from './wire.ts';
import { type Session, sendTo, type World } from './world.ts';

const known = ['twitch.tv/commands', 'twitch.tv/membership', 'twitch.tv/tags'];

export interface Reader {
  readonly session: Session;
  /** One WebSocket frame from the client. */
  read(frame: string): void;
  ping(): void;
  /** True when the client has answered the last PING. */
  readonly answered: boolean;
}

/** What one client says, line by line, and what the server does about it. */
export function createReader(world: World, wire: Wire): Reader {
  const session: Session = { wire, capabilities: new Set(), joined: new Set(), account: null };
  let password: string | null = null;
  let answered = true;

  const send = (body: string) => sendTo(session, { body });
  const breach = (what: string) => world.journal.breach(`${session.account?.login ?? 'before login'}: ${what}`);

  function negotiate(verb = '', wanted = ''): void {
    const asked = wanted.split(' ').filter((word) => word !== '');
    if (verb === 'LS') send(`:tmi.twitch.tv CAP * LS :${known.join(' ')}`);
    else if (verb === 'REQ' && asked.length > 0) {
      const granted = asked.every((name) => known.includes(name));
      if (granted) for (const name of asked) session.capabilities.add(name);
      send(`:tmi.twitch.tv CAP * ${granted ? 'ACK' : 'NAK'} :${wanted}`);
    } else if (verb !== 'END') breach(`CAP ${verb} ${wanted}`);
  }

  function handle(line: ClientLine): void {
    const { command, params } = line;
    switch (command) {
      case 'CAP':
        negotiate(params[0]?.toUpperCase(), params[1]);
        break;
      case 'PING':
        send(params[0] === undefined ? 'PONG :tmi.twitch.tv' : `:tmi.twitch.tv PONG tmi.twitch.tv :${params[0]}`);
        break;
      case 'PONG':
        answered = true;
        break;
      case 'QUIT':
        wire.close();
        break;
      default:
        if (session.account) handleLoggedIn(session.account, line);
        else handleLogin(line);
    }
  }

  function handleLogin({ command, params }: ClientLine): void {
    if (command === 'PASS') password = params[0] ?? '';
    else if (command === 'NICK') handleNick(world, session, password, (params[0] ?? '').toLowerCase());
    else if (command !== 'USER') breach(`${command || 'an empty command'} before login`);
  }

  function handleLoggedIn(account: Account, line: ClientLine): void {
    const { command, params } = line;
    switch (command) {
      case 'JOIN':
        for (const name of channelsIn(params[0])) handleJoin(world, session, account, name);
        break;
      case 'PART':
        for (const name of channelsIn(params[0])) handlePart(world, session, account, name);
        break;
      case 'PRIVMSG':
        handlePrivmsg(world, session, account, line);
        break;
      default:
        breach(`${command || 'an empty command'}, which Twitch does not know here`);
        send(`:tmi.twitch.tv 421 ${account.login} ${command} :Unknown command`);
    }
  }

  return {
    session,
    read(frame) {
      const lines = frame.replace(/(\r\n|\r|\n)$/, '').split(/\r\n|\r|\n/);
      if (lines.length > 1) breach(`${lines.length} lines in one frame`);
      for (const line of lines) if (wire.open && line !== '') handle(parseLine(line));
    },
    ping() {
      answered = false;
      send('PING :tmi.twitch.tv');
    },
    get answered() {
      return answered;
    },
  };
}
