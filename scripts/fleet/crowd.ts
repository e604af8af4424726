import type { Viewer } from '../../src/domain/viewer.ts';
import type { SandboxTwitch } from '../../src/sandbox/twitch/twitch.ts';

/** Viewers who type in every channel, and what became of their lines. */
export interface Crowd {
  readonly asked: number;
  readonly answered: number;
  /** Messages that were answered more than once. */
  readonly twice: number;
  /** Milliseconds until a line typed from now on was answered in each of these channels; null where none was. */
  whenServed(channels: readonly string[], withinMs: number): Promise<ReadonlyMap<string, number | null>>;
  stop(): void;
}

const questions = ['!ask qui a fait Hadès ?', '!ping', '!ask raconte une blague', '!ask quel temps fait-il ?'];
const names = ['Léa', 'Milo', 'Sacha', 'Inès', 'Noé', 'Zoé', 'Hugo', 'Jade', 'Nino', 'Lou'];
const everyMs = 600;
const knockMs = 250;

export function createCrowd(twitch: SandboxTwitch, channels: readonly string[]): Crowd {
  let people = 0;
  let asked = 0;
  let answered = 0;
  let twice = 0;
  const replies = new Map<string, number>();
  const viewer = (): Viewer => {
    const n = people++ % 5_000;
    return { id: `f${n}`, login: `fleet_${n}`, name: names[n % names.length]!, roles: new Set() };
  };
  const stopListening = twitch.onLine(({ replyTo }) => {
    if (replyTo === null) return;
    const count = (replies.get(replyTo) ?? 0) + 1;
    replies.set(replyTo, count);
    if (count === 1 && typed.has(replyTo)) answered++;
    if (count === 2) twice++;
  });
  const typed = new Set<string>();
  const timer = setInterval(() => {
    typed.add(twitch.say(channels[asked % channels.length]!, viewer(), questions[asked % questions.length]!));
    asked++;
  }, everyMs);

  async function whenAnswered(channel: string, withinMs: number): Promise<number | null> {
    const began = performance.now();
    const knocks = new Set<string>();
    return new Promise((resolve) => {
      const end = (ms: number | null) => {
        clearInterval(knocking);
        stop();
        resolve(ms);
      };
      const knock = () => {
        if (performance.now() - began > withinMs) end(null);
        else knocks.add(twitch.say(channel, viewer(), '!ping'));
      };
      const knocking = setInterval(knock, knockMs);
      const stop = twitch.onLine(({ replyTo }) => knocks.has(replyTo ?? '') && end(performance.now() - began));
      knock();
    });
  }

  return {
    get asked() {
      return asked;
    },
    get answered() {
      return answered;
    },
    get twice() {
      return twice;
    },
    async whenServed(wanted, withinMs) {
      const times = await Promise.all(wanted.map((channel) => whenAnswered(channel, withinMs)));
      return new Map(wanted.map((channel, i) => [channel, times[i]!]));
    },
    stop() {
      clearInterval(timer);
      stopListening();
    },
  };
}
