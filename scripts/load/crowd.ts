import type { Role, Viewer } from '../../src/domain/viewer.ts';
import type { Chatter, Line } from './chatter.ts';
import type { Profile } from './profiles.ts';

export interface Due {
  readonly viewer: Viewer;
  readonly line: Line;
}

export interface Crowd {
  /** What is typed between two moments of the run, in milliseconds from its start. */
  between(fromMs: number, toMs: number): Due[];
  viewers(atMs: number): number;
}

const names = ['Léa', 'Milo', 'Sacha', 'Inès', 'Noé', 'Zoé', 'Hugo', 'Jade', 'Nino', 'Lou'];
/** Something happens on stream: for a moment everybody types. */
const burst = { everyMs: 25_000, lastsMs: 3_000, times: 4 };
/** Another streamer's viewers come in, if there is anybody to come in to. */
const raid = { at: 0.6, lastsMs: 3_000, perSecond: 200, fromViewers: 50 };
const allAtOnceMs = 1_000;

export function viewerAt(n: number): Viewer {
  const roles: Role[] = n % 50 === 1 ? ['moderator'] : n % 20 === 3 ? ['vip'] : n % 4 === 2 ? ['subscriber'] : [];
  return { id: `${500_000 + n}`, login: `viewer_${n}`, name: `${names[n % names.length]}${n}`, roles: new Set(roles) };
}

/** Viewers who come, go and type. All of them together are one stream of lines, so none of them needs a timer. */
export function createCrowd(profile: Profile, totalMs: number, chatter: Chatter, random: () => number): Crowd {
  const people = Array.from({ length: profile.most }, (_, n) => viewerAt(n));
  const raiders = Array.from({ length: 300 }, (_, n) => ({
    ...viewerAt(0),
    id: `${700_000 + n}`,
    login: `raider_${n}`,
  }));
  let burstUntil = 0;
  let nextBurst = random() * 2 * burst.everyMs;
  let came = 0;
  let raided = 0;
  const viewers = (ms: number) => Math.min(profile.most, profile.viewers(Math.min(1, ms / totalMs)));

  function mood(ms: number): number {
    if (ms >= nextBurst) {
      burstUntil = ms + burst.lastsMs;
      nextBurst = ms - burst.everyMs * Math.log(1 - random());
    }
    return ms < burstUntil ? burst.times : 1;
  }

  return {
    viewers,
    between(fromMs, toMs) {
      const due: Due[] = [];
      if (profile.atOnce) {
        for (; came < profile.most && (came * allAtOnceMs) / profile.most < toMs; came++) {
          due.push({ viewer: people[came]!, line: chatter.command() });
        }
      }
      const here = viewers(fromMs);
      const expected = (here * mood(fromMs) * (toMs - fromMs)) / (profile.secondsPerLine * 1_000);
      for (let n = poisson(expected, random); n > 0; n--) {
        const line = random() < profile.commands ? chatter.command() : chatter.chatter();
        due.push({ viewer: people[Math.floor(random() * here)]!, line });
      }
      const since = Math.min(raid.lastsMs, toMs - raid.at * totalMs);
      if (profile.most >= raid.fromViewers) {
        for (; since > 0 && raided < (since / 1_000) * raid.perSecond; raided++) {
          due.push({ viewer: raiders[raided % raiders.length]!, line: chatter.raider(raided) });
        }
      }
      return due;
    },
  };
}

/** Knuth's; what is expected here is small. */
function poisson(expected: number, random: () => number): number {
  const limit = Math.exp(-expected);
  let product = random();
  let n = 0;
  while (product > limit) {
    product *= random();
    n++;
  }
  return n;
}
