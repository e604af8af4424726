import type { AdmissionRequest, Gate } from '../domain/verdict.ts';
import type { Answer, MemoryLedger } from './memory-ledger.ts';
import { createAdmissions, type Decision, type Ended } from './redis-admissions.ts';
import { createCatchUp } from './redis-catch-up.ts';
import { asTerms, asText, graceMs, type RedisParts, viewerKey } from './redis-scripts.ts';
import { type LimiterSettings, longestMs, type Rules } from './rules.ts';

/** As `MemoryLedger`, in all processes that share it. Each answer comes within the store's deadline. */
export interface RedisLedger {
  admit(request: AdmissionRequest, rules: Rules, now: number): Promise<Answer>;
  tell(channel: string, viewer: string, by: Gate, retryAfterMs: number, now: number): Promise<boolean>;
  reset(channel: string, viewer: string): void;
  /** Brings Redis up to date with what was decided here alone; false when that did not work. */
  catchUp(): Promise<boolean>;
  /** From now on this process decides alone. */
  goAlone(): void;
  /** Resolves when what was settled has been sent. */
  drained(): Promise<unknown>;
}

export interface RedisLedgerParts extends RedisParts {
  /** Knows what this process admitted, and decides while Redis is away. */
  readonly local: MemoryLedger;
  readonly settings: () => LimiterSettings;
}

const hourMs = 3_600_000;
/** A command without a deadline is in flight for a minute at most. */
const longestFlightMs = 60_000;
/** Keys outlive what is in them, so that a jump of the server's wall clock makes nobody forgotten. */
const marginMs = hourMs;
/** Before a command counts as dead, what it was can no longer be taken for granted: scripts travel. */
const sureMs = 2_000;

const undone = (key: string, stamp: string, { ownCooldownMs, channelCooldownMs }: Rules): Ended => ({
  key,
  stamp: `-${stamp}${ownCooldownMs > 0 ? 'o' : ''}${channelCooldownMs > 0 ? 'c' : ''}`,
  sureUntil: 0,
});

/** Limits that processes share: one script and one round trip for each admission, or for many that come together. */
export function createRedisLedger({ local, settings, ...redis }: RedisLedgerParts): RedisLedger {
  const { link, clock } = redis;
  let known: LimiterSettings | null = null;
  let ttlText = '';
  function ttl() {
    const current = settings();
    if (current !== known) ttlText = String(Math.ceil(Math.max(hourMs, longestMs(current))) + marginMs);
    known = current;
    return ttlText;
  }
  const admissions = createAdmissions(redis, ttl);
  const catchUp = createCatchUp(redis, local, ttl);

  // In a rush many commands with the same rules come within one millisecond.
  let written = { rules: null as Rules | null, command: '', at: 0, terms: '' };
  function termsOf(rules: Rules, { command, quiet = false }: AdmissionRequest, at: number) {
    if (rules !== written.rules || command !== written.command || at !== written.at) {
      written = { rules, command, at, terms: asTerms(rules, command, quiet, at) };
    }
    return written.terms;
  }

  function decideAlone(request: AdmissionRequest, rules: Rules): Answer {
    const { channel, viewer } = request;
    const key = viewerKey(channel, viewer.id);
    const answer = local.admit(request, rules, clock.now());
    if (!answer.granted) {
      if (answer.told) catchUp.told(key, answer.by, clock.now() + answer.retryAfterMs);
      return answer;
    }
    const stamp = Math.ceil(clock.now());
    catchUp.decided();
    return {
      granted: true,
      settle(ran) {
        answer.settle(ran);
        // By now Redis may have been told that it ran.
        if (!ran) admissions.settle(channel, undone(key, asText(stamp + link.ahead()), rules));
      },
    };
  }

  /** Redis has granted it: it is written down here as well, for when Redis is away. */
  function grant(request: AdmissionRequest, rules: Rules, now: number, ended: Ended): Answer {
    const mirror = local.hold(request, rules, now);
    let settled = false;
    return {
      granted: true,
      settle(ran) {
        if (settled) return;
        settled = true;
        mirror?.settle(ran);
        admissions.settle(request.channel, ran ? ended : undone(ended.key, ended.stamp.slice(1), rules));
      },
    };
  }

  function ask(request: AdmissionRequest, rules: Rules, now: number): Promise<Answer> {
    const { channel, viewer, deadline } = request;
    const stamp = asText(Math.ceil(now) + link.ahead());
    const key = viewerKey(channel, viewer.id);
    const lastsUntil = Math.min(deadline, now + longestFlightMs) + graceMs;
    const deadAt = asText(Math.ceil(lastsUntil) + link.ahead());
    const asked = stamp + deadAt + termsOf(rules, request, link.shared(now));

    function answerOf(decision: Decision): Answer {
      if (decision === null) {
        // It may have been granted there all the same, where nobody knows of it. Those that ran in this millisecond have the
        // same stamp, and are not to be taken back in its place.
        const ran = local.ranAt(channel, viewer.id, now);
        admissions.settle(
          channel,
          ran > 0 ? { key, stamp: `?${stamp}${ran}`, sureUntil: 0 } : undone(key, stamp, rules),
        );
        return decideAlone(request, rules);
      }
      if (decision === 'granted') {
        return grant(request, rules, now, { key, stamp: `+${stamp}`, sureUntil: lastsUntil - sureMs });
      }
      const [by, retryAfterMs, told] = decision;
      if (told === 1) local.tell(channel, viewer.id, by, retryAfterMs, now);
      return { granted: false, by, retryAfterMs, told: told === 1 };
    }
    return new Promise((resolve) => admissions.admit(channel, key, asked, (decision) => resolve(answerOf(decision))));
  }

  return {
    admit(request, rules, now) {
      if (!link.up()) return Promise.resolve(decideAlone(request, rules));
      // Who is in flight here is known here, and stays so for as long as it takes.
      const deadline = local.deadlineOf(request.channel, request.viewer.id);
      if (deadline === null) return ask(request, rules, now);
      const retryAfterMs = Math.ceil(Math.max(1_000, deadline - now));
      return Promise.resolve({ granted: false, by: 'in_flight', retryAfterMs });
    },
    async tell(channel, viewer, by, retryAfterMs, now) {
      const key = viewerKey(channel, viewer);
      const told = link.up() ? await catchUp.tell(key, by, retryAfterMs, now) : null;
      const isFirst = local.tell(channel, viewer, by, retryAfterMs, now);
      if (told === null && isFirst) catchUp.told(key, by, now + retryAfterMs);
      return told ?? isFirst;
    },
    reset(channel, viewer) {
      local.reset(channel, viewer);
      void catchUp.forgive(viewerKey(channel, viewer));
    },
    catchUp: async () => (await admissions.drained()) && (await catchUp.run()),
    goAlone: catchUp.begin,
    drained: admissions.drained,
  };
}
