import type { SharedScripts } from '../domain/storage.ts';
import { type Clock, sleep } from '../lib/clock.ts';
import { answeredMs, asJson, type Claims, fromJson, keptMs } from './claims.ts';

export interface RedisClaimsParts {
  readonly scripts: SharedScripts;
  readonly clock: Clock;
  /** This process's name, unique for ever. */
  readonly self: () => string;
  /**
   * Processes that may be alive, this one too; empty when that is not known. Should one of the others be alive as well, it
   * finds its commands taken over.
   */
  readonly alive: () => readonly string[];
}

// A channel's keys share one cluster slot. Every message has a claim; a running command has an entry too.
const entriesKey = (channel: string) => `serdabot:under-way:{${channel}}`;
const claimKey = (channel: string, id: string) => `${entriesKey(channel)}:${id}`;

const mostOpen = 1_000;
const mostUnsaid = 1_000;
const sayAgainMs = 1_000;
/** How long after Redis fell silent replies wait for it: a hiccup must not make two processes say one. */
const hiccupMs = 1_500;
const handAgainMs = 100;

/** KEYS: claim. ARGV: process, time to live. */
const claimText = `return redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) and 1 or 0`;

/** KEYS: entries. ARGV: id, entry, time to live. The first letter of an entry is its state: open, taken
 * over, handed.
 */
const openText = `
if redis.call('HLEN', KEYS[1]) >= ${mostOpen} then return end
redis.call('HSETNX', KEYS[1], ARGV[1], 'o' .. ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])`;

/** KEYS: claim, entries. ARGV: process, id, time to live. Whoever has not got the claim any more has no say. */
const owning = (text: string) => `
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
${text}
return 1`;
const handText = owning(`
local entry = redis.call('HGET', KEYS[2], ARGV[2])
if entry then redis.call('HSET', KEYS[2], ARGV[2], 'h' .. string.sub(entry, 2)) end`);
const endText = owning(`redis.call('HDEL', KEYS[2], ARGV[2])`);

/** KEYS: entries. ARGV: process, time to live of claims, who is alive. Answers how many are
 * others', the entries that were taken, and those that were this process's own.
 */
const takeText = `
local alive, all, others, taken, own = {}, redis.call('HGETALL', KEYS[1]), 0, {}, {}
for i = 3, #ARGV do alive[ARGV[i]] = true end
for i = 1, #all, 2 do
  local claim = KEYS[1] .. ':' .. all[i]
  local owner = redis.call('GET', claim)
  if owner == ARGV[1] then own[#own + 1] = all[i + 1]
  elseif owner and alive[owner] then others = others + 1
  else
    redis.call('SET', claim, ARGV[1], 'PX', ARGV[2])
    taken[#taken + 1] = all[i + 1]
    if string.sub(all[i + 1], 1, 1) == 'o' then redis.call('HSET', KEYS[1], all[i], 't' .. string.sub(all[i + 1], 2)) end
  end
end
return { others, taken, own }`;

/** KEYS: entries. ARGV: viewer. */
const forgetText = `
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local ok, entry = pcall(cjson.decode, string.sub(all[i + 1], 2))
  if not ok or entry.viewer.id == ARGV[1] then redis.call('HDEL', KEYS[1], all[i]) end
end`;

/** Between processes: a message belongs to the process that claims it first. */
export function createRedisClaims({ scripts, clock, self, alive }: RedisClaimsParts): Claims {
  const [claim, open, hand, end] = [claimText, openText, handText, endText].map((text) => scripts.define(text));
  const [take, forget] = [takeText, forgetText].map((text) => scripts.define(text));
  /** Commands whose end Redis could not be told. */
  const unsaid = new Map<string, string>();
  let saying: Promise<void> = Promise.resolve();
  let cancel: (() => void) | null = null;
  /** Since when Redis could not be told of a hand-over. */
  let silentSince: number | null = null;
  const stopping = new AbortController();

  async function sayEnd(channel: string, id: string) {
    const done = await end!([claimKey(channel, id), entriesKey(channel)], [self(), id, String(answeredMs)]);
    if (done.ok || unsaid.size >= mostUnsaid) unsaid.delete(id);
    else unsaid.set(id, channel);
    if (unsaid.size > 0) cancel ??= clock.after(sayAgainMs, sayAgain);
  }

  function sayAgain() {
    cancel = null;
    for (const [id, channel] of unsaid) saying = sayEnd(channel, id);
  }

  return {
    async claim(channel, id, withinMs) {
      const answer = await claim!([claimKey(channel, id)], [self(), String(Math.ceil(withinMs) + 60_000)]);
      return !answer.ok || answer.value === 1;
    },
    open(entry) {
      const ttl = String(Math.ceil(entry.deadline - clock.wall() + keptMs));
      void open!([entriesKey(entry.channel)], [entry.id, JSON.stringify(asJson(entry)), ttl]);
      // The client writes to its socket at the end of the turn: a command that hangs this process would hang that too.
      return new Promise(setImmediate);
    },
    async hand({ channel, id }) {
      const keys = [claimKey(channel, id), entriesKey(channel)];
      for (;;) {
        const answer = await hand!(keys, [self(), id, String(keptMs)]);
        if (answer.ok) {
          silentSince = null;
          return answer.value === 1;
        }
        silentSince ??= clock.now();
        if (stopping.signal.aborted || clock.now() - silentSince > hiccupMs) return true;
        await sleep(clock, handAgainMs, stopping.signal);
      }
    },
    end(channel, id) {
      saying = sayEnd(channel, id);
    },
    async takeOver(channels) {
      const names = alive();
      if (names.length === 0) return { found: [], own: [], answered: [], others: 1 };
      const answers = await Promise.all(
        channels.map((channel) => take!([entriesKey(channel)], [self(), String(keptMs), ...names])),
      );
      const all = answers.map((answer) => (answer.ok ? (answer.value as Taken) : nothing));
      return {
        found: all
          .flatMap(([, taken]) => taken)
          .map(read)
          .filter((entry) => entry !== null),
        own: all
          .flatMap(([, , own]) => own)
          .map(read)
          .filter((entry) => entry !== null)
          // This process took it itself.
          .map((entry) => ({ ...entry, tried: false })),
        answered: [],
        others: all.reduce((sum, [others]) => sum + others, 0),
      };
    },
    async forget(viewerId, channels) {
      const done = await Promise.all(channels.map((channel) => forget!([entriesKey(channel)], [viewerId])));
      return done.find((answer) => !answer.ok) ?? { ok: true, value: null };
    },
    async stop() {
      stopping.abort();
      cancel?.();
      // Redis answers in order: what it was told before is done by then.
      await saying;
    },
  };
}

type Taken = readonly [others: number, taken: readonly string[], own: readonly string[]];
/** Worth another look. */
const nothing: Taken = [1, [], []];

function read(text: string) {
  try {
    const entry = fromJson(JSON.parse(text.slice(1)));
    return entry && { ...entry, handed: text.startsWith('h'), tried: text.startsWith('t') };
  } catch {
    return null;
  }
}
