import { randomUUID } from 'node:crypto';
import type { SharedScripts, Stored } from '../domain/storage.ts';
import type { EndpointBoard, Note, SharedHealth } from './shared-endpoints.ts';

/** A process that dies while it probes lets another one probe after so long. */
export const probeLeaseMs = 3_000;
const hourMs = 3_600_000;

// A note's times are Redis's own, and what a process reads is what is left of them: no two clocks are compared. What is
// left is never more than what was written, should Redis's clock be turned back.
const readText = `
local function read(key, rev)
  local note = redis.call('HMGET', key, 'rev', 'state', 'failures', 'step', 'wait', 'until', 'detail')
  if (note[1] or '') == rev then return nil end
  if not note[1] then return 'none' end
  local time = redis.call('TIME')
  local left = note[6] - time[1] * 1000 - math.floor(time[2] / 1000)
  return { note[1], note[2], note[3], note[4], tostring(math.min(left, tonumber(note[5]))), note[7] }
end
`;

/** KEYS: note and probe of each endpoint. ARGV: process, lease, then for each the revision and whether it probes. */
const lookText = `${readText}
local answers = {}
for i = 1, #KEYS, 2 do
  if redis.call('GET', KEYS[i + 1]) == ARGV[1] then
    if ARGV[i + 3] == '1' then redis.call('PEXPIRE', KEYS[i + 1], ARGV[2]) else redis.call('DEL', KEYS[i + 1]) end
  end
  answers[#answers + 1] = read(KEYS[i], ARGV[i + 2]) or 'known'
end
return answers`;

/** KEYS: note and probe. ARGV: process, known revision, time to live, then the note. */
const postText = `${readText}
if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end
local other = read(KEYS[1], ARGV[2])
if other then return other end
local time = redis.call('TIME')
redis.call('HSET', KEYS[1], 'rev', ARGV[4], 'state', ARGV[5], 'failures', ARGV[6], 'step', ARGV[7], 'wait', ARGV[8],
  'until', string.format('%d', time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[8]), 'detail', ARGV[9])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 'posted'`;

/** KEYS: note and probe. ARGV: process, known revision, lease. */
const probeText = `${readText}
local other = read(KEYS[1], ARGV[2])
if other then return other end
return redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[3]) and 'yours' or 'taken'`;

/** The board of processes that share a Redis. */
export function createRedisBoard(scripts: SharedScripts, leaseMs = probeLeaseMs): EndpointBoard {
  const name = randomUUID();
  const look = scripts.define(lookText);
  const post = scripts.define(postText);
  const probe = scripts.define(probeText);
  const lease = String(leaseMs);
  // One slot of a cluster, so that one script can look at all of them.
  const keysOf = (id: string) => [`serdabot:{endpoints}:${id}`, `serdabot:{endpoints}:${id}:probe`];

  return {
    async look(looks) {
      const args = looks.flatMap(({ rev, probing }) => [rev, probing ? '1' : '0']);
      const keys = looks.flatMap(({ id }) => keysOf(id));
      return map(await look(keys, [name, lease, ...args]), (values) =>
        (values as unknown[]).map((value) => (value === 'known' ? undefined : noteOf(value))),
      );
    },
    async post(id, rev, note) {
      const { state, failures, stepMs, waitMs, detail } = note;
      const figures = [failures, stepMs, waitMs].map((value) => String(Math.round(value)));
      const ttl = String(Math.max(hourMs, Math.round(2 * waitMs)));
      const args = [name, rev, ttl, note.rev, state, ...figures, detail];
      return map(await post(keysOf(id), args), (value) => (value === 'posted' ? value : noteOf(value)));
    },
    async probe(id, rev) {
      const answer = await probe(keysOf(id), [name, rev, lease]);
      return map(answer, (value) => (value === 'yours' || value === 'taken' ? value : noteOf(value)));
    },
  };
}

function map<T>(answer: Stored<unknown>, use: (value: unknown) => T): Stored<T> {
  return answer.ok ? { ok: true, value: use(answer.value) } : answer;
}

function noteOf(value: unknown): Note | null {
  if (!Array.isArray(value)) return null;
  const [rev, state, failures, step, wait, detail] = value as string[];
  return {
    rev: rev!,
    state: state as SharedHealth['state'],
    failures: Number(failures),
    stepMs: Number(step),
    waitMs: Number(wait),
    detail: detail ?? '',
  };
}
