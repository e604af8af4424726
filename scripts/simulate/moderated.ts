import type { Viewer } from '../../src/domain/viewer.ts';
import type { DeedsCheck } from './check/deeds.ts';
import type { ProbeParts } from './probe.ts';
import { tellsKept } from './words.ts';
import { time } from './world/world.ts';

const spam = (n: number) => `!ask que vaut https://spam${n}.example.net/x ?`;
/** `strikes` of config.yaml as it is where nobody has set another. */
const ladder = ['delete', 'timeout 60', 'timeout 600'];

/** What the bot last did about a line, where Twitch took it. */
function actOn(deeds: DeedsCheck, id: string): string | null {
  const end = deeds.endsOf(id).at(-1);
  if (end?.result !== 'done') return null;
  return [end.order.act, end.order.seconds].filter((part) => part !== undefined).join(' ');
}

/** Who breaks a rule again and again over a restart; who has a permit, is pardoned, may do so, or meets a dry run. */
export function moderated(parts: ProbeParts, somebody: (n: number) => Viewer): void {
  const { channel, draw, deeds, host, probes, broadcaster, moderator, say, heardBack, insist } = parts;
  const again = somebody(0);
  const permitted = somebody(1);
  const tried = somebody(2);
  const n = Math.floor(draw * 1e6);
  const ids: string[] = [];
  const calendar = time.wall() - time.now();
  const wasCalm = parts.isCalm();
  const faults = parts.faults();
  const { processes } = host;
  /** Nothing else happened that strikes may be lost by: no fault, no step of the calendar, one restart. */
  const isPlain = () =>
    wasCalm && parts.faults() === faults && host.processes === processes + 1 && time.wall() - time.now() === calendar;

  for (const atMs of [0, 15_000, 60_000]) time.after(atMs, () => ids.push(say(again, spam(n))));
  time.after(30_000, () => void host.restart(500));
  time.after(80_000, () => {
    if (isPlain())
      probes.struck(
        ladder,
        ids.map((id) => actOn(deeds, id)),
      );
  });
  time.after(85_000, () =>
    heardBack(say(broadcaster, `!permit ${permitted.login} 60`), (text) => {
      if (!tellsKept(text)) return;
      deeds.permit(channel, permitted.login, 55_000);
      time.after(2_000, () => void say(permitted, spam(n + 1)));
    }),
  );
  for (const [i, who] of [broadcaster, moderator].entries())
    time.after(95_000 + i * 1_000, () => void say(who, `${spam(n + 2)} vilainmot`));
  time.after(100_000, () =>
    heardBack(say(broadcaster, `!pardon ${again.login}`), (text) => {
      if (!/pardonn|pardoned|oubli|forgotten/i.test(text)) return;
      time.after(20_000, () => {
        const id = say(again, spam(n + 3));
        time.after(20_000, () => isPlain() && probes.struck(ladder.slice(0, 1), [actOn(deeds, id)]));
      });
    }),
  );
  time.after(150_000, () =>
    heardBack(say(broadcaster, '!filter dry on'), (text) => {
      if (!tellsKept(text)) return;
      deeds.dry(channel, true);
      time.after(2_000, () => void say(tried, spam(n + 4)));
      time.after(20_000, () => {
        insist(broadcaster, '!filter dry usual', () => deeds.dry(channel, false));
      });
    }),
  );
}

/** What EventSub tells twice, while it moves, after it was cut, and after it fell silent. */
export function notices(parts: ProbeParts, somebody: (n: number) => Viewer): void {
  const { channel, draw, stage, host, probes, happenings } = parts;
  const { eventsub } = stage.helix;
  if (!parts.isCalm()) return;
  const { since } = host;
  const faults = parts.faults();
  const isPlain = () => parts.faults() === faults && host.since === since;
  /** Twitch tells it, and the bot tells of it once. */
  function told(n: number, isSure: boolean, tell: (who: Viewer) => number) {
    const who = somebody(n);
    const reached = tell(who);
    time.after(5_000, () => {
      if (isPlain() && (isSure || reached > 0)) probes.noticed(happenings(who.id), reached);
    });
  }
  const follows = (n: number, isSure: boolean) => told(n, isSure, (who) => eventsub.follow(channel, who));
  // Twitch sends again what it is not sure of. Where the channel's own account has not let the bot in, nothing is told.
  told(0, false, ({ id, login, name }) => {
    const person = { user_id: id, user_login: login, user_name: name, is_anonymous: false };
    const cheer = () =>
      eventsub.happens('channel.cheer', channel, { ...person, message: 'Cheer60', bits: 60 }, { id: `twice ${draw}` });
    return cheer() + cheer();
  });
  time.after(10_000, () => {
    eventsub.reconnect();
    follows(1, false);
  });
  time.after(30_000, () => eventsub.drop());
  time.after(100_000, () => follows(2, true));
  time.after(110_000, () => {
    const { opened } = eventsub;
    eventsub.silence(true);
    // Keepalives come every ten seconds.
    time.after(16_000, () => isPlain() && probes.silent(eventsub.opened - opened));
  });
  time.after(135_000, () => eventsub.silence(false));
  time.after(210_000, () => follows(3, true));
}
