import { createHash, randomUUID } from 'node:crypto';
import type { EndpointState } from '../domain/llm.ts';
import type { Stored } from '../domain/storage.ts';
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
