import { randomBytes } from 'node:crypto';
import { formatTags } from './irc.ts';
import { chatLine } from './message.ts';
import { channelNamed, type World } from './world.ts';

interface FloodOptions {
  readonly linesPerSecond: number;
  readonly seconds: number;
  /** What the nth line says. */
  readonly text?: (n: number) => string;
  /** How many chatters take turns. */
  readonly chatters?: number;
}

/** A raid's worth of chat lines, each with an id of its own. Resolves with how many were sent. */
export type Flood = (channel: string, options: FloodOptions, signal?: AbortSignal) => Promise<number>;

const tickMs = 20;

export function createFlood(world: World): Flood {
  return async (name, { linesPerSecond, seconds, text = (n) => `line ${n}`, chatters = 1000 }, signal) => {
    const channel = channelNamed(world, name);
    const total = Math.round(linesPerSecond * seconds);
    const run = randomBytes(4).toString('hex');
    // All but the id and the text is rendered once: at 10,000 lines a second it shows.
    const templates = Array.from({ length: Math.max(1, Math.min(chatters, total)) }, (_, n) => {
      const login = `raider${n}`;
      const author = { id: String(900_000_000 + n), login, name: login, roles: new Set<never>() };
      const at = world.clock.wall();
      const { tags, body } = chatLine({ channel, author, id: '\0', text: '', action: false, at, extra: {} });
      return { head: `${formatTags(tags ?? {})} `.split('\0'), body };
    });
    // Too many to remember: from here on a reply to an unknown id is no breach.
    channel.forgetful = true;
    const started = performance.now();
    let sent = 0;
    while (sent < total && !signal?.aborted) {
      const due = Math.min(total, Math.ceil(((performance.now() - started) / 1000) * linesPerSecond));
      const listening = [...world.sessions].filter(({ joined }) => joined.has(channel.login));
      for (; sent < due; sent++) {
        const { head, body } = templates[sent % templates.length]!;
        const bare = body + text(sent);
        const tagged = head.join(`${run}-0000-4000-8000-${sent.toString(16).padStart(12, '0')}`) + bare;
        for (const { wire, capabilities } of listening) wire.send(capabilities.has('twitch.tv/tags') ? tagged : bare);
      }
      await new Promise((resolve) => setTimeout(resolve, tickMs));
    }
    return sent;
  };
}
