import type { Viewer } from '../../src/domain/viewer.ts';
import type { createCoverage } from './coverage.ts';
import { createCrowd } from './crowd.ts';
import { happening, type Line } from './evening.ts';
import type { Host } from './host.ts';
import type { createOperator } from './operator.ts';
import type { Act, Evening, FaultName, Plan, ProbeName } from './plan.ts';
import { probe } from './probe.ts';
import { aViewer, type Stage, usual } from './stage.ts';
import { troubles } from './trouble.ts';
import type { Watch } from './watch.ts';
import { tellsKept } from './words.ts';
import type { Source } from './world/random.ts';
import { inRealm, type Realm } from './world/realm.ts';
import { time } from './world/world.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

export interface ActsParts {
  readonly plan: Plan;
  readonly stage: Stage;
  readonly host: Host;
  readonly watch: Watch;
  readonly coverage: ReturnType<typeof createCoverage>;
  readonly operator: ReturnType<typeof createOperator>;
  readonly source: Source;
  readonly town: Realm;
  readonly note: (text: string) => void;
}

/** Does what the plan says: chats, faults, an operator, probes. */
export function createActs(parts: ActsParts) {
  const { plan, stage, host, watch, coverage, operator, source, town, note } = parts;
  const { twitch } = stage;
  const crowds = new Map(plan.channels.map((name, i) => [name, createCrowd(name, i, source.fork(`crowd ${name}`))]));
  const faults: Record<string, number> = {};
  const count = (name: string) => {
    faults[name] = (faults[name] ?? 0) + 1;
  };
  /** `active`: faults that last; `slow`: lines arrive later than they are typed. */
  const state = { active: 0, begun: 0, slow: false };
  let lines = 0;

  function say(channel: string, { who, text, copies, elsewhere }: Line): string {
    const heard = host.state === 'up' && twitch.isJoined(channel) && !state.slow;
    const id = inRealm(town, () =>
      twitch.say(channel, who, text, {
        ...(copies ? { copies } : {}),
        ...(elsewhere ? { source: { roomId: '4711' } } : {}),
      }),
    );
    lines += 1;
    note(`${who.login} #${channel} ${id} ${text}`);
    watch.typed(id, channel, who, text, who === crowds.get(channel)?.known || elsewhere === true, heard);
    return id;
  }

  function begin({ ms, channel, rate, name }: Evening) {
    const crowd = crowds.get(channel);
    const own = source.fork(`evening ${name}`);
    const end = time.now() + ms;
    const { eventsub } = stage.helix;
    eventsub.online(channel);
    if (!crowd) return;
    // Of what happens about one in three is for the bot.
    const meanMs = hourMs / (rate * 2.6);
    const next = () => {
      if (time.now() >= end) {
        eventsub.offline(channel);
        return;
      }
      let afterMs = 0;
      if (own.chance(0.004)) notice(channel, own);
      for (const { afterMs: pause, line } of happening(crowd, own)) {
        afterMs += pause;
        time.after(afterMs, () => void say(channel, line));
      }
      // A chat comes in waves: quiet, and then all at once.
      const wave = 0.4 + 1.2 * Math.sin((Math.PI * (end - time.now())) / (ms / 5)) ** 2;
      time.after((-Math.log(1 - own.next()) * meanMs) / wave, next);
    };
    next();
  }

  /** What EventSub alone tells. */
  function notice(channel: string, own: Source) {
    const { eventsub } = stage.helix;
    const viewer = own.pick(crowds.get(channel)?.viewers ?? []);
    switch (own.int(5)) {
      case 0:
        return eventsub.cheer(channel, viewer, 1 + own.int(500));
      case 1:
        return eventsub.redeem(channel, viewer, 'Hydrate', 500);
      case 2:
        return eventsub.hypeTrain(channel, 'begin', 1, `train ${own.int(1e6)}`);
      case 3:
        return eventsub.gift(channel, viewer, 1 + own.int(20));
      default:
        return eventsub.follow(channel, viewer);
    }
  }

  /** Again and again until the bot has kept it: what a probe turned on would stay on for the rest of the month. */
  function insist(channel: string, who: Viewer, text: string, then = () => {}, tries = 40) {
    let isKept = false;
    watch.heardBack(say(channel, { who, text }), (reply) => {
      isKept = tellsKept(reply);
      if (isKept) then();
    });
    if (tries > 1) time.after(90_000, () => isKept || insist(channel, who, text, then, tries - 1));
  }

  /** Somebody tells the bot a word, and then wants to be forgotten. */
  function leave(channel: string, draw: number) {
    const number = Math.floor(draw * 1e9);
    const word = `zorglub${number}`;
    const who = aViewer(90_000_000 + (number % 1e6), `partant${number % 1e6}`);
    say(channel, { who, text: `!ask retiens bien le mot ${word} pour moi` });
    time.after(40_000, () => {
      const id = say(channel, { who, text: '!forgetme' });
      watch.heardBack(id, (text) => {
        if (!/garde plus rien|keep nothing/.test(text)) return;
        coverage.add('erasures', 'acknowledged');
        time.after(5_000, () => watch.erased(word));
        time.after(70 * minuteMs, watch.forgotten(word));
      });
    });
  }

  const channelOf = (draw: number) => plan.channels[Math.floor(draw * 7919) % plan.channels.length] as string;

  function act({ do: what, what: name, draw, ms }: Act) {
    note(`ACT ${what} ${name} for ${Math.round(ms)} ms`);
    const channel = channelOf(draw);
    switch (what) {
      case 'fault': {
        count(name);
        if (name === 'slow twitch') state.slow = true;
        state.active += 1;
        state.begun += 1;
        watch.rough(ms);
        const end = troubles[name as FaultName](stage, {
          channel,
          draw,
          after: (ms, work) => void time.after(ms, work),
        });
        time.after(ms, () => {
          note(`END ${name}`);
          state.active -= 1;
          end();
          // What was under way is still late for a while.
          if (name === 'slow twitch')
            time.after(5_000, () => {
              state.slow = false;
            });
        });
        return;
      }
      case 'edit':
        count('F22 config edited');
        return name === 'good' ? operator.good(draw) : operator.bad(30_000 + draw * 300_000);
      case 'restart':
        count('F25 SIGTERM');
        if (name === '') comeBack(channel, draw, 0);
        return void time.after(2_500, () => void host.restart(name === '' ? ms / 5 : ms));
      case 'kill':
        count('F26 kill -9');
        comeBack(channel, draw, ms / 5);
        return void time.after(2_500, () => host.kill(ms / 5));
      case 'clock':
        count('F23 clock');
        return time.setWall(time.wall() + (name === 'forward' ? 1 : -1) * (60_000 + draw * hourMs));
      case 'stall':
        count('F24 stall');
        return time.stall(ms);
      case 'leave':
        return leave(channel, draw);
      case 'probe':
        coverage.add('probes', name);
        return probe(name as ProbeName, {
          ...{ channel, draw, stage, host, probes: watch.probes, deeds: watch.deeds, heardBack: watch.heardBack },
          happenings: watch.happenings,
          faults: () => state.begun,
          insist: (who, text, then) => insist(channel, who, text, then),
          moderator: crowds.get(channel)?.moderators[0] as Viewer,
          outcomeOf: (id) => watch.book.commandOf(id)?.outcome,
          broadcaster: crowds.get(channel)?.broadcaster as Viewer,
          knownBot: crowds.get(channel)?.known as Viewer,
          isCalm: () => state.active === 0 && host.since !== null && time.now() - host.since > 30_000,
          budget: (room = usual.day) =>
            operator.set({ day: room === null || room === usual.day ? room : watch.spent() + room }),
          say: (who, text, copies) => say(channel, { who, text, ...(copies !== undefined && { copies }) }),
        });
    }
  }

  /** Somebody asks right before the process ends, and again as soon as there is one: the cooldown is still on. */
  function comeBack(channel: string, draw: number, downMs: number) {
    const who = aViewer(80_000_000 + Math.floor(draw * 1e6), `revenant${Math.floor(draw * 1e6)}`);
    const ask = () => void say(channel, { who, text: '!ask combien font 2 fois 3 ?' });
    time.after(1_200 + draw * 1_250, ask);
    for (const afterMs of [700, 2_000, 4_000, 6_000]) time.after(2_500 + downMs + afterMs, ask);
  }

  return {
    act,
    begin,
    faults,
    get lines() {
      return lines;
    },
  };
}
