import type { Viewer } from '../../src/domain/viewer.ts';
import type { DeedsCheck } from './check/deeds.ts';
import type { createProbes } from './check/probes.ts';
import { edge } from './edges.ts';
import type { Host } from './host.ts';
import { moderated, notices } from './moderated.ts';
import type { ProbeName } from './plan.ts';
import { aViewer, type Stage } from './stage.ts';
import { time } from './world/world.ts';

export interface ProbeParts {
  readonly channel: string;
  readonly draw: number;
  readonly stage: Stage;
  readonly host: Host;
  readonly probes: ReturnType<typeof createProbes>;
  readonly deeds: DeedsCheck;
  readonly broadcaster: Viewer;
  readonly moderator: Viewer;
  /** A bot that this one is told to ignore. */
  readonly knownBot: Viewer;
  /** Whether nothing else is wrong, and the bot has been up for a while. */
  readonly isCalm: () => boolean;
  /** How many have begun. */
  readonly faults: () => number;
  /** How often the bot has told that this viewer did something to the channel. */
  readonly happenings: (viewerId: string) => number;
  /** Types a command until the bot has kept what it says. */
  readonly insist: (who: Viewer, text: string, then?: () => void) => void;
  /** So many cents more than what is spent today; null: no budget; undefined: the usual one. */
  readonly budget: (room?: number | null) => void;
  /** `copies`: Twitch delivers the line so often. */
  readonly say: (who: Viewer, text: string, copies?: number) => string;
  readonly heardBack: (id: string, then: (text: string) => void) => void;
  /** How the bot says that a line has ended. */
  readonly outcomeOf: (id: string) => string | null | undefined;
}

const somebody = (draw: number, n = 0) => {
  const id = 70_000_000 + Math.floor(draw * 1e6) * 100 + n;
  return aViewer(id, `sonde${id}`);
};

/** Goes where chance seldom does: each is a small scene whose end is known beforehand. */
export function probe(name: ProbeName, parts: ProbeParts): void {
  const { channel, draw, stage, host, probes, broadcaster, say, heardBack } = parts;
  switch (name) {
    case 'greedy': {
      const who = somebody(draw);
      for (let i = 0; i < 32; i++) time.after(i * 11_000, () => void say(who, `!ask combien font ${i + 2} fois 3 ?`));
      // Not yet.
      for (let i = 0; i < 4; i++) time.after(i * 11_000 + 9_000, () => void say(who, '!ask combien font 3 fois 3 ?'));
      return;
    }
    case 'hung models':
      for (const model of stage.models) void model.fault('hang');
      for (let n = 0; n < 6; n++)
        say(somebody(draw, n), `!ask raconte une blague sur le nombre ${Math.floor(draw * 1e6) + n} ?`);
      time.after(45_000, () => {
        for (const model of stage.models) void model.fault(null);
      });
      return;
    case 'at once':
      say(broadcaster, '!ask combien font 2 fois 3 ?');
      time.after(0.3, () => void say(broadcaster, '!ask combien font 2 fois 4 ?'));
      // Nothing stands in the way of a second answer to the broadcaster, but that it is the same line.
      time.after(30_000, () => void say(broadcaster, '!counter vies', 2));
      time.after(40_000, () => void say(broadcaster, '!ask combien font 6 fois 7 ?', 2));
      time.after(50_000, () => {
        const both = [5, 6].map((n) => say(broadcaster, `!ask combien font ${n} fois 8 ?`));
        time.after(60_000, () => probes.atOnce(both.map(parts.outcomeOf)));
      });
      return;
    case 'counter':
      for (let i = 0; i < 4; i++) {
        time.after(i * 9_000, () =>
          heardBack(say(broadcaster, '!counter vies +'), (text) => probes.counter(channel, text)),
        );
      }
      return;
    case 'second':
      if (host.state !== 'up') return;
      void host.startTwice().then(probes.second);
      return;
    case 'unknown': {
      const nonce = `qzx${Math.floor(draw * 1e8)}`;
      heardBack(say(somebody(draw), `!wiki ${nonce}`), (text) => probes.unknown(nonce, text));
      return;
    }
    case 'rush':
      // As many as Twitch's window has room for, and more than may wait for a model: those ask again.
      for (let n = 0; n < 60; n++) {
        const ask = () =>
          void say(
            somebody(draw, n),
            `!ask ${n % 2 ? 'raconte une blague sur le nombre' : 'combien font 3 fois'} ${Math.floor(draw * 1e5) + n} ?`,
          );
        time.after(n * 20, ask);
        if (n % 2) time.after(n * 20 + 5_000, ask);
      }
      return;
    case 'timers':
      for (let n = 0; n < 4; n++)
        time.after(
          n * 6_000,
          () => void say(broadcaster, `!timer add sonde${n} -every=1m -lines=0 -always texte ${n}`),
        );
      for (let n = 0; n < 4; n++)
        time.after(900_000 + n * 6_000, () => parts.insist(broadcaster, `!timer del sonde${n}`));
      return;
    case 'open purse':
      parts.budget(null);
      time.after(8_000, () => void host.restart(500));
      time.after(60_000, () => parts.budget());
      return;
    case 'words':
      for (const [i, word] of ['constructor', '__proto__', 'toString', 'hasOwnProperty'].entries())
        time.after(i * 300, () => void say(somebody(draw, i), `!${word} x`));
      return;
    case 'hung source': {
      void stage.wikipedia.fault('hang');
      const before = stage.wikipedia.count;
      for (let i = 0; i < 14; i++)
        time.after(i * 8_000, () => void say(somebody(draw, i), `!wiki ville inconnue ${Math.floor(draw * 1e6) + i}`));
      time.after(120_000, () => {
        if (host.state === 'up') probes.hung(stage.wikipedia.count - before);
        void stage.wikipedia.fault(null);
      });
      return;
    }
    case 'cut off': {
      // Answers are on their way when the connection goes, and wait for the next one.
      const asks = (n: number, text: string) => say(somebody(draw, n), `!ask ${text} ${Math.floor(draw * 1e5) + n} ?`);
      // After a fault the bot may be on its way back yet.
      const wasCalm = parts.isCalm() && stage.twitch.isJoined(channel);
      let said = 0;
      for (let n = 0; n < 8; n++) {
        heardBack(asks(n, 'raconte une blague sur le nombre'), () => {
          said += 1;
        });
      }
      time.after(300, () => void stage.twitch.close());
      time.after(9_000, () => void stage.twitch.open());
      time.after(25_000, () => {
        if (wasCalm && parts.isCalm()) probes.cutOff(said);
      });
      time.after(26_000, () => {
        for (let n = 0; n < 8; n++) time.after(n * 500, () => void asks(n, 'et une autre sur le nombre'));
      });
      return;
    }
    case 'obedient':
    case 'broke':
    case 'cut calls':
    case 'handed':
    case 'two bots':
    case 'late end':
      edge(name, parts, (n) => somebody(draw, n));
      return;
    case 'moderated':
      moderated(parts, (n) => somebody(draw, n));
      return;
    case 'notices':
      notices(parts, (n) => somebody(draw, n));
      return;
    case 'nobody there': {
      // A login that gets no answer, and somebody who stops the bot meanwhile.
      stage.twitch.freeze('newcomers');
      stage.twitch.drop();
      time.after(3_000, () => void host.restart(500));
      time.after(20_000, () => stage.twitch.thaw());
      return;
    }
  }
}
