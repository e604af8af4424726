import { own } from '../../lib/own.ts';
import { advance, claimed, delivered, due, type Incident, type State, undelivered, without } from './incidents.ts';
import type { Home } from './phrases.ts';
import { openPlace, type Place, type Sent } from './places.ts';
import type { AlertSettings, Target } from './rules.ts';
import type { StoredState } from './stored.ts';
import { createSymptoms } from './symptoms.ts';
import { noticeOf, testNotice } from './words.ts';

export interface Runner {
  /** One look at how the bot is; whatever is due is told. */
  look(): Promise<void>;
  /** Says to every place that it works; by name, what came back. */
  test(): Promise<ReadonlyMap<string, Sent>>;
  /** Places that are not told anything any more, and why. */
  stopped(): ReadonlyMap<string, string>;
  stop(): void;
}

type Addressed = Pick<Target, 'url_env' | 'token_env'> & { readonly kind: Target['kind'] | 'ping' };

/** Longer than one delivery may take. */
const claimMs = 30_000;
/** More than one at a time is for an outage that had several causes. */
const mostAtOnce = 6;

export { createStored } from './stored.ts';

/** Looks at the bot, and tells the places what is due: state first, so that a restart goes on where it was. */
export function createRunner(house: Home, stored: StoredState): Runner {
  const { settings, config, say, secret, vitals, clock, tell, process } = house;
  const symptoms = createSymptoms(house);
  const stopping = new AbortController();
  const { signal } = stopping;
  /** By name, until its address or the file changes. */
  const refused = new Map<string, { readonly address: string; readonly reason: string }>();
  let pingAt = Number.NEGATIVE_INFINITY;
  let pinged = true;
  let forgotten = false;

  function aTest() {
    const bot = config().bot.name;
    return testNotice(bot, say('alerts.test', { bot }), say('alerts.test.text'), clock.wall());
  }

  /** The place, or why nothing can be sent there. */
  function placeOf({ kind, url_env, token_env }: Addressed): {
    readonly place: Place | string;
    readonly address: string;
  } {
    const address = secret(url_env!);
    if (address === null) return { place: `${url_env} is not set in the environment`, address: '' };
    const token = token_env === null ? null : secret(token_env);
    if (token_env !== null && token === null) return { place: `${token_env} is not set in the environment`, address };
    const place = openPlace(kind, address, token, clock);
    return { place: typeof place === 'string' ? `${url_env}: ${place}` : place, address };
  }

  function refuse(name: string, address: string, reason: string) {
    if (refused.get(name)?.reason === reason && refused.get(name)?.address === address) return;
    refused.set(name, { address, reason });
    tell({
      kind: 'warning',
      text: `alerts: nothing reaches "${name}" any more: ${reason}`,
      fr: `alertes : plus rien n'arrive à « ${name} » : ${reason}`,
    });
  }

  async function deliver(target: Target) {
    const { name } = target;
    const { place, address } = placeOf(target);
    if (typeof place === 'string') return refuse(name, address, place);
    const before = refused.get(name);
    if (before?.address === address) return;
    refused.delete(name);
    for (let count = 0; count < mostAtOnce && !signal.aborted; count++) {
      const incident = await claim(name);
      if (incident === null) return;
      const sent = await sendTo(place, name, incident);
      await stored.change((state) => after(state, name, incident, sent));
      if (sent.kind === 'refused') return refuse(name, address, sent.reason);
      if (sent.kind !== 'sent') return;
    }
  }

  /** What is to be told now, claimed: no other process tells it. */
  async function claim(name: string): Promise<Incident | null> {
    let found: Incident | null = null;
    await stored.change((state) => {
      const now = clock.wall();
      found = due(state, name, process, now, settings().most_per_hour);
      return found && claimed(state, name, process, now + claimMs);
    });
    return found;
  }

  async function sendTo(place: Place, name: string, incident: Incident): Promise<Sent> {
    const notice = noticeOf(house, incident);
    const last = own(incident.told, name);
    // What is there again is news: a message that is only changed reaches nobody.
    const isAgain = incident.resolvedAt === null && last?.resolved === true;
    const sent = await place.send(notice, isAgain ? null : (last?.id ?? null), signal);
    return sent.kind === 'gone' ? place.send(notice, null, signal) : sent;
  }

  function after(state: State, name: string, incident: Incident, sent: Sent): State {
    const now = clock.wall();
    if (sent.kind === 'sent')
      return delivered(state, name, incident, sent.id ?? own(incident.told, name)?.id ?? null, now);
    return undelivered(state, name, sent.kind === 'later' ? sent.retryAfterMs : 0, now);
  }

  async function ping({ url_env, every }: AlertSettings['ping']) {
    if (url_env === null || clock.now() - pingAt < every * 1000) return;
    // Silence is the alarm.
    if ([...vitals.health().values()].some(({ level }) => level === 'unready')) return;
    pingAt = clock.now();
    const { place } = placeOf({ kind: 'ping', url_env, token_env: null });
    const sent = typeof place === 'string' ? place : await place.send(aTest(), null, signal);
    const reason =
      typeof sent === 'string' ? sent : sent.kind === 'sent' ? null : 'reason' in sent ? sent.reason : sent.kind;
    if (reason !== null && pinged) {
      tell({
        kind: 'warning',
        text: `alerts: the ping of alerts.ping fails: ${reason}`,
        fr: `alertes : le ping de alerts.ping échoue : ${reason}`,
      });
    }
    pinged = reason === null;
  }

  return {
    async look() {
      const { to, quiet, ping: pings } = settings();
      await ping(pings);
      if (to.length === 0) return;
      const found = await symptoms.look();
      const places = new Set(to.map(({ name }) => name));
      const state = await stored.change((now) => {
        const next = advance(now, found, process, clock.wall());
        if (forgotten) return next;
        forgotten = true;
        return without(next ?? now, places);
      });
      for (const name of refused.keys()) if (!places.has(name)) refused.delete(name);
      if (state.incidents.length === 0 || isQuiet(quiet, new Date(clock.wall()))) return;
      await Promise.all(to.map(deliver));
    },
    async test() {
      const all = settings().to.map(async (target) => {
        const { place } = placeOf(target);
        const refusal = (reason: string): Sent => ({ kind: 'refused', reason });
        const sent = typeof place === 'string' ? refusal(place) : await place.send(aTest(), null, signal);
        if (sent.kind === 'sent') refused.delete(target.name);
        return [target.name, sent] as const;
      });
      return new Map(await Promise.all(all));
    },
    stopped: () => new Map([...refused].map(([name, { reason }]) => [name, reason])),
    stop() {
      stopping.abort();
      symptoms.stop();
    },
  };
}

/** `hours`: "23:00-08:00" in local time, which may go past midnight. */
export function isQuiet(hours: string | null, at: Date): boolean {
  if (hours === null) return false;
  const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  const [from = 0, to = 0] = hours.split('-').map(minutes);
  const now = at.getHours() * 60 + at.getMinutes();
  return from <= to ? now >= from && now < to : now >= from || now < to;
}
