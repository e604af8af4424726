import { randomBytes } from 'node:crypto';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { type BotProcess, startProcess } from '../../test/support/process.ts';

export type Life = 'starting' | 'alive' | 'frozen' | 'dead';

/** One process of the fleet, as it says of itself. */
export interface Member {
  readonly number: number;
  readonly bot: BotProcess;
  life: Life;
  channels: readonly string[];
  answered: number;
  inFlight: number;
  sends: number;
}

export interface Crew {
  readonly members: readonly Member[];
  add(): Member;
  /** SIGKILL: nothing is said, nothing is given back. */
  kill(member: Member): Promise<void>;
  /** SIGSTOP: it is there and does nothing, like a machine that is cut off. */
  freeze(member: Member): void;
  /** Asks every process what it does. */
  look(): Promise<void>;
  /** What a process said that ended by itself; null while none did. */
  lastWords(): string | null;
  clean(): Promise<void>;
}

const lookMs = 1_000;

/** Bots as an operator starts them, each with a config file and a folder of its own. */
export function createCrew(sandbox: Sandbox, redisUrl: string, processes: number): Crew {
  const members: Member[] = [];
  const config = sandbox.config({
    storage: { url: redisUrl, processes },
    rate_limiting: {
      user_cooldown: 0,
      light_cooldown: 0,
      light_channel_cooldown: 0,
      max_requests_per_user_hour: 100_000,
      max_concurrent_users: 4,
    },
  });
  const env = { ...sandbox.env, SERDABOT_PRIVACY_KEY: randomBytes(32).toString('hex') };

  async function get(member: Member, path: string): Promise<string> {
    const url = /web on (http:\/\/[\d.:]+)/.exec(member.bot.stdout())?.[1];
    if (!url) return '';
    return fetch(`${url}${path}`, { signal: AbortSignal.timeout(lookMs) })
      .then((answer) => answer.text())
      .catch(() => '');
  }

  async function look(member: Member) {
    if (member.life === 'dead' || member.life === 'frozen') return;
    const [metrics, ready] = await Promise.all([get(member, '/metrics'), get(member, '/ready')]);
    if (!metrics || !ready) return;
    const sum = (name: RegExp) =>
      [...metrics.matchAll(new RegExp(`^serdabot_${name.source} (\\S+)`, 'gm'))].reduce(
        (all, one) => all + Number(one[1]),
        0,
      );
    // It may have died meanwhile.
    if (member.life === 'starting') member.life = 'alive';
    member.channels = [...ready.matchAll(/#(\w+)/g)].map((match) => match[1]!);
    member.answered = sum(/commands_total\{[^}]*outcome="answered"[^}]*\}/);
    member.inFlight = sum(/llm_in_flight/);
    member.sends = sum(/chat_sent_total\{[^}]*result="accepted"[^}]*\}/);
  }

  return {
    members,
    add() {
      const bot = startProcess({ 'config.yaml': config, 'model_limits.json': '{"max_history_messages": 10}' }, env);
      const member: Member = {
        number: members.length + 1,
        bot,
        life: 'starting',
        channels: [],
        answered: 0,
        inFlight: 0,
        sends: 0,
      };
      void bot.exited.then(() => {
        member.life = 'dead';
        member.channels = [];
        member.inFlight = 0;
      });
      members.push(member);
      return member;
    },
    async kill(member) {
      member.life = 'dead';
      member.bot.child.kill('SIGKILL');
      await member.bot.exited;
    },
    freeze(member) {
      member.bot.child.kill('SIGSTOP');
      member.life = 'frozen';
      member.channels = [];
      member.inFlight = 0;
    },
    async look() {
      await Promise.all(members.map(look));
    },
    lastWords() {
      const ended = members.find(({ bot }) => typeof bot.child.exitCode === 'number');
      if (!ended) return null;
      const words = `${ended.bot.stdout()}\n${ended.bot.stderr()}`.trim().split('\n').at(-1) ?? '';
      return `process ${ended.number} ended with code ${ended.bot.child.exitCode}: ${words.slice(0, 300)}`;
    },
    async clean() {
      await Promise.all(members.map(({ bot }) => bot.clean()));
    },
  };
}
