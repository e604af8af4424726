import type { SharedScripts } from '../domain/storage.ts';
import type { AdmissionRequest } from '../domain/verdict.ts';
import type { Clock } from '../lib/clock.ts';
import type { Answer, Ledger, Rules } from './ledger.ts';
import type { MemoryLedger } from './memory-ledger.ts';
import { createAdmissions, type Decision } from './redis-admissions.ts';
import { createRedisCatchUp } from './redis-catch-up.ts';
import { viewerKey } from './redis-keys.ts';
import type { RedisLink } from './redis-link.ts';
import { asTerms, asText, graceMs, resetText, tellText } from './redis-scripts.ts';
import { createSettlements, type Ended } from './redis-settlements.ts';

export interface RedisLedger extends Ledger {
  /** Brings Redis up to date with what was decided here alone. */
  catchUp(): Promise<boolean>;
  /** From now on this process decides alone. */
  goAlone(): void;
  /** Resolves when what was settled has been sent. */
  drained(): Promise<void>;
}

export interface RedisLedgerParts {
  readonly scripts: SharedScripts;
  readonly link: RedisLink;
  /** Knows what this process admitted, and decides while Redis is away. */
  readonly local: MemoryLedger;
  readonly clock: Clock;
  /** How long an admission may count. */
  readonly longestMs: () => number;
}

/** A command without a deadline is in flight for a minute at most. */
const longestFlightMs = 60_000;
/** Keys outlive what is in them, so that a jump of the server's wall clock makes nobody forgotten. */
const marginMs = 3_600_000;
/** Before a command counts as dead, what it was can no longer be taken for granted: scripts travel. */
const sureMs = 2_000;

const undone = (key: string, stamp: string, { ownCooldownMs, channelCooldownMs }: Rules): Ended => ({
  key,
  stamp: `-${stamp}${ownCooldownMs > 0 ? 'o' : ''}${channelCooldownMs > 0 ? 'c' : ''}`,
  sureUntil: 0,
});

/** Limits that processes share: one script and one round trip for each admission, or for many that come together. */
export function createRedisLedger({ scripts, link, local, clock, longestMs }: RedisLedgerParts): RedisLedger {
  const [tell, reset] = [tellText, resetText].map((text) => scripts.define(text));
  let longest = 0;
  let ttlText = '';
  function ttl() {
    const now = longestMs();
    if (now !== longest) ttlText = String(Math.ceil(now) + marginMs);
    longest = now;
    return ttlText;
  }
  const settlements = createSettlements({ scripts, link, clock, ttl });
  const admit = createAdmissions({ scripts, link, settlements, clock, ttl });
  const catchUp = createRedisCatchUp({ scripts, link, local, clock, ttl });

  // In a rush many commands with the same rules come within one millisecond.
  let known = { rules: null as Rules | null, command: '', at: 0, terms: '' };
  function termsOf(rules: Rules, { command, quiet = false }: AdmissionRequest, at: number) {
    if (rules !== known.rules || command !== known.command || at !== known.at) {
      known = { rules, command, at, terms: asTerms(rules, command, quiet, at) };
    }
    return known.terms;
  }

  function decideAlone(request: AdmissionRequest, rules: Rules): Answer {
    const { channel, viewer } = request;
    const answer = local.admit(request, rules, clock.now());
    if (!answer.granted) {
      const { by, retryAfterMs, told } = answer;
      if (told) catchUp.told(viewerKey(channel, viewer.id), by, clock.now() + retryAfterMs);
      return answer;
    }
    const stamp = Math.ceil(clock.now());
    catchUp.decided();
    return {
      granted: true,
      settle(ran) {
        answer.settle(ran);
        // By now Redis may have been told that it ran.
        if (!ran) settlements.add(channel, undone(viewerKey(channel, viewer.id), asText(stamp + link.ahead()), rules));
      },
    };
  }

  function ask(request: AdmissionRequest, rules: Rules, now: number): Promise<Answer> {
    const { channel, viewer, deadline } = request;
    const ahead = link.ahead();
    const stamp = asText(Math.ceil(now) + ahead);
    const key = viewerKey(channel, viewer.id);
    const lastsUntil = Math.min(deadline, now + longestFlightMs) + graceMs;
    const deadAt = asText(Math.ceil(lastsUntil) + ahead);
    const asked = stamp + deadAt + termsOf(rules, request, Math.floor(now) + ahead);

    function answerOf(decision: Decision): Answer {
      if (decision === null) {
        // It may have been granted there all the same, where nobody knows of it.
        settlements.add(channel, undone(key, stamp, rules));
        return decideAlone(request, rules);
      }
      if (decision === 'granted') {
        return grant(request, rules, now, { key, stamp: `+${stamp}`, sureUntil: lastsUntil - sureMs });
      }
      const [by, retryAfterMs, told] = decision;
      if (told === 1) local.tell(channel, viewer.id, by, retryAfterMs, now);
      return { granted: false, by, retryAfterMs, told: told === 1 };
    }
    return new Promise((resolve) => admit(channel, key, asked, (decision) => resolve(answerOf(decision))));
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
        settlements.add(request.channel, ran ? ended : undone(ended.key, ended.stamp.slice(1), rules));
      },
    };
  }

  return {
    admit(request, rules, now) {
      if (!link.up()) return decideAlone(request, rules);
      // Who is in flight here is known here, and stays so for as long as it takes.
      const deadline = local.deadlineOf(request.channel, request.viewer.id);
      if (deadline === null) return ask(request, rules, now);
      return { granted: false, by: 'in_flight', retryAfterMs: Math.ceil(Math.max(1_000, deadline - now)) };
    },
    tell(channel, viewer, by, retryAfterMs, now) {
      const here = () => local.tell(channel, viewer, by, retryAfterMs, now);
      function alone() {
        const first = here();
        if (first) catchUp.told(viewerKey(channel, viewer), by, now + retryAfterMs);
        return first;
      }
      if (!link.up()) return alone();
      const args = [String(Math.floor(now) + link.ahead()), ttl(), by, String(retryAfterMs)];
      return link.run(tell!, [viewerKey(channel, viewer)], args).then((answer) => {
        if (!answer.ok) return alone();
        here();
        return answer.value === 1;
      });
    },
    reset(channel, viewer) {
      local.reset(channel, viewer);
      const key = viewerKey(channel, viewer);
      if (!link.up()) return catchUp.forgive(key);
      void link.run(reset!, [key], [asText(clock.now() + link.ahead()), ttl()]).then((answer) => {
        if (!answer.ok) catchUp.forgive(key);
      });
    },
    async catchUp() {
      await settlements.drained();
      return settlements.isEmpty() && (await catchUp.run());
    },
    goAlone: catchUp.begin,
    drained: settlements.drained,
  };
}
