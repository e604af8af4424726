import { createHash, randomUUID } from 'node:crypto';
import type { EndpointState } from '../domain/llm.ts';
import type { SharedScripts, Stored } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';

/** What processes tell each other about an endpoint. */
export interface SharedHealth {
  readonly state: Exclude<EndpointState, 'probing'>;
  readonly failures: number;
  readonly stepMs: number;
  /** Until the wait ends; below zero: since the last failure. */
  readonly waitMs: number;
  readonly detail: string;
}

/** A note on the board. Whoever replaces it names the revision that it knows; two processes never write the same one. */
export interface Note extends SharedHealth {
  readonly rev: string;
}

export interface Look {
  readonly id: string;
  /** What was read or written last; empty: nothing. */
  readonly rev: string;
  /** This process holds the probe and goes on holding it. Otherwise it holds none. */
  readonly probing: boolean;
}

/** What all processes can read and write. A note or a probe that nobody renews is gone after a while. */
export interface EndpointBoard {
  /** For each endpoint: undefined when its note is the known one, null when there is none. */
  look(looks: readonly Look[]): Promise<Stored<readonly (Note | null | undefined)[]>>;
  /** Replaces the note `rev` and gives the probe back; hands out the note that is there when it is another. */
  post(id: string, rev: string, note: Note): Promise<Stored<Note | 'posted' | null>>;
  /** Takes the probe when nobody has it and the note is the known one. */
  probe(id: string, rev: string): Promise<Stored<Note | 'yours' | 'taken' | null>>;
}

interface Shareable {
  /** Null while this process probes: the others wait for its verdict. */
  view(): SharedHealth | null;
  adopt(seen: SharedHealth): void;
}

export interface Membership {
  /** Something may have changed here: the others hear of it when it is news. */
  changed(): void;
  /** Whether the one probe of all processes is this one's. Cut off from the board, a process decides alone. */
  mayProbe(): Promise<boolean>;
  leave(): void;
}

export interface SharedEndpoints {
  join(endpoint: Identity, mine: Shareable): Membership;
  stop(): void;
}

interface Identity {
  readonly url: string;
  readonly model: string;
  readonly key: string | undefined;
}

type Known = Pick<SharedHealth, 'state' | 'failures' | 'stepMs'>;

interface Member {
  readonly id: string;
  readonly mine: Shareable;
  /** What is on the board, as far as this process knows. */
  rev: string;
  note: Known | null;
  looked: boolean;
  probing: boolean;
  /** To be posted. */
  news: boolean;
  posting: boolean;
}

const lookMs = 1_000;

/**
 * Joins the endpoints of several processes. Nothing is asked before a call: each process looks at the board once a
 * second, and writes to it only when an endpoint's state has changed. What could not be written is written when the
 * board is back, unless another process has written meanwhile.
 */
export function createSharedEndpoints({ board, clock }: { board: EndpointBoard; clock: Clock }): SharedEndpoints {
  const name = randomUUID();
  let posts = 0;
  const members = new Set<Member>();
  let stopped = false;
  let cancel = clock.after(0, () => void look());

  function read(member: Member, note: Note | null) {
    if (member.rev === (note?.rev ?? '')) return;
    member.rev = note?.rev ?? '';
    member.note = note;
    const first = !member.looked;
    member.looked = true;
    // The board has lost its memory: ours is as good as any.
    if (!note) member.news = !isSame(member.mine.view() ?? well, well);
    // Who has paid, and starts the bot anew, is not held to what was before: one call of a new process tries it.
    else if (first && note.state === 'disabled') return;
    else {
      member.news = false;
      member.mine.adopt(note);
    }
  }

  async function post(member: Member) {
    if (member.posting || !member.news) return;
    const view = member.mine.view();
    if (!view) return;
    member.posting = true;
    member.news = false;
    const note: Note = { ...view, rev: `${name}:${++posts}` };
    const answer = await board.post(member.id, member.rev, note);
    member.posting = false;
    if (!answer.ok) member.news = true;
    else if (answer.value !== 'posted') read(member, answer.value);
    else {
      member.rev = note.rev;
      member.note = note;
      member.looked = true;
      await post(member);
    }
  }

  async function look() {
    const all = [...members];
    const answer = all.length > 0 ? await board.look(all) : null;
    if (answer?.ok) {
      answer.value.forEach((note, i) => {
        const member = all[i]!;
        if (note !== undefined) read(member, note);
        member.looked = true;
        void post(member);
      });
    }
    if (!stopped) cancel = clock.after(lookMs, () => void look());
  }

  return {
    join(endpoint, mine) {
      const member: Member = {
        id: idOf(endpoint),
        mine,
        rev: '',
        note: null,
        looked: false,
        probing: false,
        news: false,
        posting: false,
      };
      members.add(member);
      return {
        changed() {
          const view = mine.view();
          if (!view) return;
          // Nearly every call: it is well, and nobody says otherwise. The end of a probe is always news.
          if (!member.probing && isSame(view, member.note ?? well)) return;
          member.probing = false;
          member.news = true;
          void post(member);
        },
        async mayProbe() {
          const answer = await board.probe(member.id, member.rev);
          if (answer.ok && answer.value !== 'yours') {
            if (answer.value !== 'taken') read(member, answer.value);
            return false;
          }
          member.probing = true;
          return true;
        },
        leave: () => void members.delete(member),
      };
    },
    stop() {
      stopped = true;
      cancel();
    },
  };
}

const well = { state: 'healthy', failures: 0, stepMs: 0 } as const;
const isSame = (one: Known, other: Known) =>
  one.state === other.state && one.failures === other.failures && one.stepMs === other.stepMs;

/** The key counts, as another key may be welcome, and cannot be read from it. */
function idOf({ url, model, key }: Identity): string {
  return createHash('sha256')
    .update(JSON.stringify([url, model, key ?? null]))
    .digest('base64url')
    .slice(0, 22);
}

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
