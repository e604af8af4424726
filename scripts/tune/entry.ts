import type { EndpointSettings } from '../../src/domain/settings.ts';
import type { Clock } from '../../src/lib/clock.ts';
import type { About } from './about.ts';
import { inWords, type Mode, type Options } from './options.ts';
import type { Found, Plan } from './search.ts';
import { interval } from './stats.ts';
import { figuresOf } from './tally.ts';
import { arrivalsOf, confidenceOf, modeWords, reasonOf, verdictOf, viewersBehind } from './words.ts';

interface Circumstances {
  readonly options: Options;
  readonly endpoint: EndpointSettings;
  readonly about: About;
  readonly cooldownMs: number;
  readonly clock: Clock;
}

/** What is said of a mode, shown in the report and written down. */
export function entryOf(
  mode: Mode,
  found: Found,
  plan: Plan,
  { options, endpoint, about, cooldownMs, clock }: Circumstances,
) {
  const { confidence, sloMs, seed } = plan;
  const verdict = verdictOf(found, plan);
  const at = found.tallies.find((tally) => tally.users === found.cap);
  const evidence = found.sustained && found.sustained.requests > 0 ? found.sustained : at;
  const many = mode === 'brut' ? viewersBehind(at, cooldownMs) : null;
  const headroom = Math.floor(found.cap * options.headroom);
  const notes = [
    `${confidenceOf(found)}.`,
    arrivalsOf(found, plan),
    many !== null && cooldownMs > 0
      ? `About ${many} viewers who keep the cooldown of ${inWords(cooldownMs)} ask as much as that.`
      : null,
    headroom > 0 ? `Less the headroom: ${found.cap - headroom} is written.` : null,
  ].filter((note) => note !== null);
  const spread = evidence ? interval(evidence.requests, evidence.violations, confidence) : null;
  return {
    said: { verdict: `${mode}: ${verdict}`, notes },
    report: { title: modeWords[mode], verdict, notes, sloMs, cap: found.cap, steps: found.tallies.map(figuresOf) },
    verdict: {
      verdict,
      measured: found.cap,
      confidence: Number(found.confidence.toFixed(4)),
      late_share: evidence ? Number((evidence.violations / Math.max(1, evidence.requests)).toFixed(4)) : null,
      late_share_interval: spread?.map((value) => Number(value.toFixed(4))) ?? null,
      headroom: options.headroom,
      percentile: options.percentile,
      slo_ms: sloMs,
      seed,
      endpoint: endpoint.name,
      model: endpoint.model,
      server: about,
      requests: found.requests,
      ended: found.ended,
      first_failing: found.failing ? { users: found.failing.users, why: reasonOf(found, plan) } : null,
      arrivals: found.arrivals && {
        users: found.arrivals.users,
        per_second: Number(found.arrivals.perSecond.toFixed(3)),
        requests: found.arrivals.requests,
        late_since_due: found.arrivals.late,
      },
      sustained: found.sustained && figuresOf(found.sustained),
      viewers_with_cooldown: many,
      tested_at: new Date(clock.wall()).toISOString(),
    },
  };
}
