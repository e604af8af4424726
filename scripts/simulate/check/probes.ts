import type { Invariants } from './invariants.ts';

const mostAsked = 9;

/** Questions whose right answer is known to whoever asks them. */
export function createProbes(see: Invariants['see']) {
  const counted = new Map<string, number>();
  return {
    /** What was counted once is counted for good, whatever ends the process. */
    counter(channel: string, text: string) {
      const value = Number(/-?\d+/.exec(text)?.[0] ?? Number.NaN);
      if (Number.isNaN(value)) return;
      const before = counted.get(channel) ?? 0;
      see('what was changed stays changed', value > before ? null : `#${channel}: ${value} after ${before}`);
      counted.set(channel, Math.max(before, value));
    },
    /** A viewer's own word in the bot's mouth, where no source knows it. */
    unknown(nonce: string, text: string) {
      see('viewers do not write its lines', text.includes(nonce) ? `${nonce}: ${text}` : null);
    },
    /** Of so many who ask a source that hangs, only the first ones wait for it. */
    hung(asked: number) {
      see('a dead source rests', asked > mostAsked ? `${asked} requests in two minutes` : null);
    },
    /** Of answers that were cut off, some are said when the connection is back. */
    cutOff(said: number) {
      see('answers wait for the connection', said === 0 ? 'all of them are lost' : null);
    },
    /** Of two lines that one viewer types at once, the second waits for nothing: it is refused. */
    atOnce(outcomes: readonly (string | null | undefined)[]) {
      const ran = outcomes.filter((outcome) => outcome === 'answered' || outcome === 'failed');
      see('one command at a time', ran.length > 1 ? `${ran.length} of one viewer were under way` : null);
    },
    /** What was done about lines of one viewer, one after the other; null: Twitch did not take it. */
    struck(expected: readonly string[], acts: readonly (string | null)[]) {
      if (acts.includes(null)) return;
      const isSo = acts.join() === expected.join();
      see('strikes are counted', isSo ? null : `${acts.join(', ')} where ${expected.join(', ')} is right`);
    },
    /** How often the bot told of something that EventSub told `times`. */
    noticed(told: number, times: number) {
      see('EventSub is heard', times === 0 ? 'nothing is subscribed' : told === 0 ? 'told, and not heard' : null);
      see('an event is told once', told > 1 ? `${told} times` : null);
    },
    /** How often the bot has come back to an EventSub that keeps a connection open and says nothing. */
    silent(opened: number) {
      see('silence is noticed', opened > 0 ? null : 'EventSub was silent for 16 s');
    },
    second(isRefused: boolean) {
      see('one bot a store', isRefused ? null : 'a second one has started');
    },
    stopped(ms: number) {
      see('it stops in time', ms > 14_000 ? `${ms} ms` : null);
    },
    warned(isHeld: boolean, warnings: readonly string[]) {
      if (isHeld) return;
      const warned = warnings.some((text) => /no budget holds|aucun budget/i.test(text));
      see('an open purse is warned of', warned ? null : 'no budget, and no warning at the start');
    },
  };
}
