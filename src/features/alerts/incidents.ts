import { type Schema, schemaOf } from '../../domain/documents.ts';
import { own } from '../../lib/own.ts';
import { type Cause, causes, type Rule, roots, rules } from './rules.ts';
import type { Condition } from './symptoms.ts';

/** What one cause does, from its first symptom until all are gone. All times are Unix milliseconds. */
export interface Incident {
  readonly cause: Cause;
  readonly openedAt: number;
  /** When something was last changed that somebody is to be told. */
  readonly changedAt: number;
  readonly resolvedAt: number | null;
  readonly symptoms: readonly Symptom[];
  /** What each place was told, by its name. */
  readonly told: Readonly<Record<string, Told>>;
}

export interface Symptom {
  readonly rule: Rule;
  readonly about: string;
  readonly since: number;
  readonly values: Condition['values'];
  /** When each process saw it last. */
  readonly seen: Readonly<Record<string, number>>;
  readonly goneAt: number | null;
}

export interface Told {
  readonly resolved: boolean;
  /** The symptoms that it named, by their keys. */
  readonly named: readonly string[];
  readonly at: number;
  /** Of the message, where it can be changed. */
  readonly id: string | null;
}

/** How it goes with one place. */
export interface Way {
  /** When messages went there in the last hour. */
  readonly sent: readonly number[];
  /** In a row. */
  readonly failures: number;
  readonly nextAt: number;
  /** Whoever is sending to it, until when. */
  readonly claim: { readonly by: string; readonly until: number } | null;
}

/** Stored, so that neither a restart nor another process says a thing twice, or not at all. */
export interface State {
  readonly incidents: readonly Incident[];
  readonly ways: Readonly<Record<string, Way>>;
}

export const nothing: State = { incidents: [], ways: {} };
export const freshWay: Way = { sent: [], failures: 0, nextAt: 0, claim: null };

const isState = (value: unknown): value is State => {
  const { incidents, ways } = (value ?? {}) as Partial<State>;
  return (
    Array.isArray(incidents) &&
    incidents.every(
      ({ cause, changedAt, symptoms, told }: Partial<Incident>) =>
        causes.includes(cause!) && Number.isFinite(changedAt) && Array.isArray(symptoms) && typeof told === 'object',
    ) &&
    typeof ways === 'object' &&
    ways !== null
  );
};
export const stateSchema: Schema<State> = schemaOf('incidents and ways', isState);

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Symptoms of one cause come one after the other: the first message waits for the others. */
export const groupWaitMs = 30_000;
const updateMs = 5 * minuteMs;
/** What comes back within this was never gone. */
const goneMs = 2 * minuteMs;
/** A process that saw something and says nothing more is gone. */
const silentMs = 90_000;
/** What comes back within this is the same incident. */
const reopenMs = hourMs;
const mostSymptoms = 20;
const longestBackoffMs = hourMs;

/** Which incident a condition belongs to; null: not known yet, as something that explains it may be on its way. */
function causeOf({ rule }: Condition, holding: readonly Condition[], open: ReadonlySet<Cause>): Cause | null {
  const cause: Cause = rules[rule];
  if (cause !== 'answers') return cause;
  const root = roots.find(
    (cause) => open.has(cause) || holding.some((other) => rules[other.rule] === cause && other.ripe),
  );
  if (root) return root;
  return holding.some((other) => roots.includes(rules[other.rule])) && !open.has(cause) ? null : cause;
}

/** The incidents after a process has looked. Null where nothing that is stored changes. */
export function advance(state: State, holding: readonly Condition[], process: string, now: number): State | null {
  const open = new Set(state.incidents.filter(({ resolvedAt }) => resolvedAt === null).map(({ cause }) => cause));
  const byCause = new Map<Cause, Condition[]>();
  for (const condition of holding) {
    const cause = causeOf(condition, holding, open);
    if (cause !== null) byCause.set(cause, [...(byCause.get(cause) ?? []), condition]);
  }
  const incidents = causes.flatMap((cause) => {
    const known = state.incidents.find((incident) => incident.cause === cause) ?? null;
    return advanced(known, cause, byCause.get(cause) ?? [], process, now) ?? [];
  });
  const isSame = incidents.length === state.incidents.length && incidents.every((one) => state.incidents.includes(one));
  return isSame ? null : { ...state, incidents };
}

function advanced(
  known: Incident | null,
  cause: Cause,
  holding: readonly Condition[],
  process: string,
  now: number,
): Incident | null {
  if (known && isOver(known, now)) known = null;
  let isChanged = false;
  let hasNews = false;
  const symptoms: Symptom[] = [];
  for (const symptom of known?.symptoms ?? []) {
    const condition = holding.find(({ rule, about }) => rule === symptom.rule && about === symptom.about);
    const seen = Object.fromEntries(
      Object.entries(symptom.seen).filter(([name, at]) => name !== process && now - at < silentMs && at <= now),
    );
    if (condition) {
      // Somebody else's look is as good, and a write for each look is too many.
      const last = own(symptom.seen, process) ?? 0;
      Object.assign(seen, { [process]: now - last < silentMs / 3 && last <= now ? last : now });
    }
    const isGone = Object.keys(seen).length === 0;
    const goneAt = isGone ? (symptom.goneAt ?? now) : null;
    const isStill = goneAt === symptom.goneAt && same(seen, symptom.seen);
    const values = condition && !isStill ? condition.values : symptom.values;
    if (!isStill) isChanged = true;
    symptoms.push(isStill ? symptom : { ...symptom, seen, goneAt, values });
  }
  for (const { rule, about, since, ripe, values } of holding) {
    if (!ripe || symptoms.length >= mostSymptoms) continue;
    if (symptoms.some((symptom) => symptom.rule === rule && symptom.about === about)) continue;
    symptoms.push({ rule, about, since, values, seen: { [process]: now }, goneAt: null });
    hasNews = true;
  }
  if (!known) {
    if (symptoms.length === 0) return null;
    return { cause, openedAt: now, changedAt: now, resolvedAt: null, symptoms, told: {} };
  }
  const isQuiet = symptoms.every(({ goneAt }) => goneAt !== null && now - goneAt >= goneMs);
  if (known.resolvedAt !== null) {
    const live = symptoms.filter(({ goneAt }) => goneAt === null);
    if (live.length === 0) return isChanged ? { ...known, symptoms } : known;
    return { ...known, symptoms: live, resolvedAt: null, changedAt: now };
  }
  if (isQuiet) return { ...known, symptoms, resolvedAt: now, changedAt: now };
  if (hasNews) return { ...known, symptoms, changedAt: now };
  return isChanged ? { ...known, symptoms } : known;
}

/** Nobody is to be told of it any more. */
function isOver({ resolvedAt, told }: Incident, now: number): boolean {
  return resolvedAt !== null && (now - resolvedAt >= reopenMs || Object.keys(told).length === 0);
}

const same = (one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>) =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([key, at]) => own(other, key) === at);

const sentLately = (way: Way, now: number) => way.sent.filter((at) => at <= now && now - at < hourMs);

/** What a place is to be told now. Null: nothing, or not yet. */
export function due(state: State, place: string, process: string, now: number, most: number): Incident | null {
  const way = own(state.ways, place) ?? freshWay;
  if (way.claim && way.claim.by !== process && way.claim.until > now) return null;
  // A clock that was set back must not silence a place for longer than it would have been.
  if (way.nextAt > now && way.nextAt - now <= longestBackoffMs) return null;
  if (sentLately(way, now).length >= most) return null;
  return (
    state.incidents.find((incident) => {
      const { changedAt, resolvedAt, told } = incident;
      if (now - changedAt < groupWaitMs && changedAt <= now) return false;
      const last = own(told, place);
      // What was never told is not resolved either.
      if (resolvedAt !== null) return last?.resolved === false;
      if (!last) return true;
      const hasNews = last.resolved || liveKeys(incident).some((key) => !last.named.includes(key));
      return hasNews && (now - last.at >= updateMs || last.at > now);
    }) ?? null
  );
}

const liveKeys = ({ symptoms }: Incident) =>
  symptoms.flatMap(({ rule, about, goneAt }) => (goneAt === null ? [`${rule} ${about}`] : []));

const withWay = (state: State, place: string, change: Partial<Way>): State => ({
  ...state,
  ways: { ...state.ways, [place]: { ...(own(state.ways, place) ?? freshWay), ...change } },
});

export const claimed = (state: State, place: string, process: string, until: number): State =>
  withWay(state, place, { claim: { by: process, until } });

/** `id`: of the message that says it. */
export function delivered(state: State, place: string, told: Incident, id: string | null, now: number): State {
  const sent = [...sentLately(own(state.ways, place) ?? freshWay, now), now];
  const next = withWay(state, place, { sent, failures: 0, nextAt: 0, claim: null });
  const { cause, openedAt, resolvedAt } = told;
  const before = own(told.told, place);
  const named = [...new Set([...(before?.resolved === false ? before.named : []), ...liveKeys(told)])];
  const news: Told = { resolved: resolvedAt !== null, named, at: now, id };
  const incidents = next.incidents.map((incident) =>
    incident.cause === cause && incident.openedAt === openedAt
      ? { ...incident, told: { ...incident.told, [place]: news } }
      : incident,
  );
  return { ...next, incidents };
}

/** It is tried again later: 30 s, then twice as long each time, an hour at most, or when the place says. */
export function undelivered(state: State, place: string, retryAfterMs: number, now: number): State {
  const failures = (own(state.ways, place)?.failures ?? 0) + 1;
  const wait = Math.min(longestBackoffMs, Math.max(retryAfterMs, 30_000 * 2 ** Math.min(failures - 1, 10)));
  return withWay(state, place, { failures, nextAt: now + wait, claim: null });
}

/** Places that are not in the file any more are forgotten. */
export function without(state: State, places: ReadonlySet<string>): State {
  const ways = Object.fromEntries(Object.entries(state.ways).filter(([place]) => places.has(place)));
  return { ...state, ways };
}

/** What this process has, while the store was away, and what the store has: of each incident the one that knows more. */
export function merged(stored: State, here: State): State {
  const newer = (one: Incident | undefined, other: Incident | undefined): Incident[] => {
    if (!one || !other) return [one ?? other].filter((incident) => incident !== undefined);
    const isOwn =
      other.openedAt > one.openedAt || (other.openedAt === one.openedAt && other.changedAt >= one.changedAt);
    return [isOwn ? other : one];
  };
  return {
    incidents: causes.flatMap((cause) =>
      newer(
        stored.incidents.find((incident) => incident.cause === cause),
        here.incidents.find((incident) => incident.cause === cause),
      ),
    ),
    ways: { ...stored.ways, ...here.ways },
  };
}
