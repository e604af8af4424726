import { inRealm, type Realm, realmNow } from './realm.ts';

interface Timer {
  at: number;
  readonly seq: number;
  readonly realm: Realm;
  callback: (() => void) | null;
}

/** Taken before anything else stands in for it. */
const turn = setImmediate;
const dayMs = 86_400_000;
/** More of them, and most of all: then they are taken out. */
const mostCancelled = 1_000;
/** Steps that are put into one turn of the event loop; the microtasks of each still run before the next. */
const together = 16;

/**
 * The one clock of a simulation. Time stands still while anything is left to do, and then goes on to what is due next:
 * first the microtasks, then what was put off to the next turn, then the earliest timer.
 */
export function createTime(onThrown: (error: unknown, realm: Realm) => void) {
  const heap: Timer[] = [];
  const soon: { realm: Realm; work: () => void }[] = [];
  const files: Timer[] = [];
  let head = 0;
  let now = 1_000_000;
  let offset = 0;
  let seq = 0;
  let steps = 0;
  /** Timers in the heap that will never fire. */
  let cancelled = 0;
  let stopAt = Number.POSITIVE_INFINITY;
  let onStop = () => {};
  /** Code of a timer runs, up to where it waits for something. */
  let isRunning = false;
  /** What runs looks for what only somebody outside does: the timer that it sets waits for that. */
  let isPoll = false;
  /** Of the one call of `until` that is under way. */
  let going: object | null = null;

  const before = (a: Timer, b: Timer) => a.at < b.at || (a.at === b.at && a.seq < b.seq);

  function push(timer: Timer): void {
    let i = heap.push(timer) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent] as Timer;
      if (!before(timer, above)) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = timer;
  }

  function pop(): void {
    const last = heap.pop() as Timer;
    if (heap.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      const right = child + 1;
      if (right < heap.length && before(heap[right] as Timer, heap[child] as Timer)) child = right;
      const below = heap[child] as Timer;
      if (!before(below, last)) break;
      heap[i] = below;
      i = child;
    }
    heap[i] = last;
  }

  function after(ms: number, callback: () => void): () => void {
    const realm = realmNow();
    const timer: Timer = { at: now + Math.max(0, ms), seq: seq++, realm, callback };
    const waits = realm.pace === 'files' || isPoll;
    isPoll = false;
    if (waits) files.push(timer);
    if (waits || realm.pace !== 'running')
      return () => {
        timer.callback = null;
      };
    push(timer);
    realm.timers.pending += 1;
    return () => {
      if (timer.callback === null) return;
      timer.callback = null;
      realm.timers.pending -= 1;
      cancelled += 1;
      if (cancelled > mostCancelled && cancelled * 2 > heap.length) tidy();
    };
  }

  /** Takes out what will never fire: cancelled timers, and those of processes that are gone. */
  function tidy(): void {
    const rest = heap.filter(({ callback, realm }) => callback !== null && !realm.dead);
    cancelled = 0;
    heap.length = 0;
    for (const timer of rest) push(timer);
  }

  function run(realm: Realm, work: () => void): void {
    if (realm.dead) return;
    isRunning = true;
    try {
      inRealm(realm, work);
    } catch (error) {
      onThrown(error, realm);
    }
    isRunning = isPoll = false;
  }

  /** One thing, and the microtasks that follow from it: those run as this call returns to the event loop. */
  function step(): void {
    const next = soon[head];
    if (next) {
      head += 1;
      if (head > 1024 && head * 2 > soon.length) {
        soon.splice(0, head);
        head = 0;
      }
      run(next.realm, next.work);
      return;
    }
    soon.length = head = 0;
    while (heap[0] && (heap[0].callback === null || heap[0].realm.dead)) {
      if (heap[0].callback === null) cancelled -= 1;
      pop();
    }
    const due = heap[0];
    if (!due || due.at > stopAt) {
      now = Math.max(now, stopAt);
      going = null;
      onStop();
      return;
    }
    pop();
    now = Math.max(now, due.at);
    steps += 1;
    const { callback } = due;
    due.callback = null;
    due.realm.timers.pending -= 1;
    run(due.realm, callback as () => void);
  }

  function goOn(): void {
    const mine = {};
    going = mine;
    const one = () => {
      if (going === mine) step();
    };
    const more = () => {
      one();
      if (going === mine) many();
    };
    function many() {
      for (let i = 1; i < together; i++) turn(one);
      turn(more);
    }
    many();
  }

  return {
    now: () => now,
    wall: () => now + offset,
    /** Sets the calendar; what is measured by `now` does not notice. */
    setWall(unixMs: number) {
      offset = unixMs - now;
    },
    after,
    /** Time passes while nothing runs: what is due meanwhile comes late, all at once. */
    stall(ms: number) {
      now += ms;
    },
    /** In the next turn, in the realm it belongs to. */
    soon(work: () => void, realm: Realm = realmNow()) {
      soon.push({ realm, work });
    },
    /** Lets time pass. Resolves when it is `at` and nothing is left to do. */
    async until(at: number): Promise<void> {
      stopAt = at;
      await new Promise<void>((resolve) => {
        onStop = resolve;
        goOn();
      });
    },
    /** Whoever asks whether somebody outside has done something asks next when the operator has saved a file. */
    poll() {
      isPoll = isRunning;
    },
    /** The operator has saved a file: whoever watches files looks, a few times. */
    saved() {
      for (let i = 1; i <= 8; i++) {
        after(i * 1000, () => {
          for (const { callback, realm } of files.splice(0)) if (callback) run(realm, callback);
        });
      }
    },
    get steps() {
      return steps;
    },
    /** Timers of a realm that are still to fire. */
    pending: (realm: Realm) => realm.timers.pending,
    day: () => Math.floor((now - 1_000_000) / dayMs),
  };
}

export type Time = ReturnType<typeof createTime>;
