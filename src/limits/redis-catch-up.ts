import type { Gate } from '../domain/verdict.ts';
import { sleep } from '../lib/clock.ts';
import type { LedgerEntry, MemoryLedger } from './memory-ledger.ts';
import { asText, channelKey, mergeText, type RedisParts, resetText, tellText, viewerKey } from './redis-scripts.ts';

/** Tells Redis of whom was told of a gate and who was forgiven; of all that was decided without it, when it is back. */
export interface CatchUp {
  /** This process decides alone from now on. */
  begin(): void;
  /** An admission was granted here alone. */
  decided(): void;
  /** Whether it is the first time for the viewer, gate and window; null: Redis does not say. */
  tell(key: string, by: Gate, retryAfterMs: number, at: number): Promise<boolean | null>;
  /** Somebody was told of a gate here alone, until this monotonic time. */
  told(key: string, by: Gate, until: number): void;
  /** Forgives a viewer, now or when Redis is back. */
  forgive(key: string): Promise<void>;
  /** Whether Redis knows everything now. */
  run(): Promise<boolean>;
}

const mostAtOnce = 50;
const hourMs = 3_600_000;
const mostForgiven = 10_000;
const mostTold = 10_000;
/** While the first pass runs, more is decided here: that takes a second one, and so on. */
const mostPasses = 5;

export function createCatchUp({ scripts, link, clock }: RedisParts, local: MemoryLedger, ttl: () => string): CatchUp {
  const mergeScript = scripts.define(mergeText);
  const resetScript = scripts.define(resetText);
  const tellScript = scripts.define(tellText);
  const forgiven = new Set<string>();
  const told = new Map<string, Map<Gate, number>>();
  let since = Math.floor(clock.now());
  let decisions = 0;

  const now = () => clock.now() + link.ahead();

  const reset = async (key: string) => (await link.run(resetScript, [key], [asText(now()), ttl()])).ok;

  async function tell(key: string, by: Gate, retryAfterMs: number, at: number) {
    const args = [String(link.shared(at)), ttl(), by, String(Math.ceil(retryAfterMs))];
    const answer = await link.run(tellScript, [key], args);
    return answer.ok ? answer.value === 1 : null;
  }

  async function push(channel: string, entries: readonly LedgerEntry[], from: number): Promise<boolean> {
    const keys = [channelKey(channel)];
    const args = [ttl(), asText(now() - hourMs), '0'];
    for (const { viewer, stamps, commands = {} } of entries) {
      const late = stamps.filter((stamp) => stamp >= from);
      if (viewer === null) {
        if (late.length > 0) args[2] = asText(late.at(-1)!);
      } else {
        const uses = Object.entries(commands).filter(([, stamp]) => stamp >= from);
        keys.push(viewerKey(channel, viewer));
        args.push(String(late.length), String(uses.length), ...late.map(asText));
        for (const [command, stamp] of uses) args.push(asText(stamp), command);
      }
    }
    return (await link.run(mergeScript, keys, args)).ok;
  }

  async function pushAll(from: number): Promise<boolean> {
    const groups = new Map<string, LedgerEntry[]>();
    let looked = 0;
    for (const entry of local.entries(link.ahead())) {
      // The table may be large, and chat goes on.
      if (++looked % 500 === 0) await sleep(clock, 0, new AbortController().signal);
      if (entry.stamps.at(-1)! < from) continue;
      const group = groups.get(entry.channel) ?? [];
      groups.set(entry.channel, group);
      if (group.push(entry) < mostAtOnce) continue;
      groups.delete(entry.channel);
      if (!(await push(entry.channel, group, from))) return false;
    }
    for (const [channel, group] of groups) if (!(await push(channel, group, from))) return false;
    return true;
  }

  return {
    begin() {
      since = Math.floor(clock.now());
    },
    decided() {
      decisions++;
    },
    tell,
    told(key, by, until) {
      if (told.size < mostTold || told.has(key)) told.set(key, (told.get(key) ?? new Map()).set(by, until));
    },
    async forgive(key) {
      if (link.up() && (await reset(key))) return;
      if (forgiven.size < mostForgiven) forgiven.add(key);
      told.delete(key);
    },
    async run() {
      for (const key of forgiven) {
        if (!(await reset(key))) return false;
        forgiven.delete(key);
      }
      for (const [key, gates] of told) {
        for (const [by, until] of gates) {
          const at = clock.now();
          if (until > at && (await tell(key, by, until - at, at)) === null) return false;
        }
        told.delete(key);
      }
      let from = since;
      for (let pass = 0; pass < mostPasses; pass++) {
        const known = decisions;
        const began = Math.floor(clock.now());
        if (!(await pushAll(from + link.ahead()))) return false;
        if (known === decisions) break;
        from = began;
      }
      return true;
    },
  };
}
