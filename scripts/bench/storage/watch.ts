import { subscribe } from 'node:diagnostics_channel';
import { DatabaseSync, StatementSync } from 'node:sqlite';

/** Milliseconds, since the last reset. */
export interface Watched {
  /** The process slept with nothing open but calls to the store, or was inside the store. */
  readonly waited: number;
  /** A call was open, also one that nobody waited for, and also while the process was busy with something else. */
  readonly open: number;
  readonly calls: number;
}

interface Watch {
  /** The same thing, whatever it is made of, but every call is watched. */
  over<T extends object>(target: T): T;
  reset(): void;
  read(): Watched;
}

/** Since the process began, how long the event loop slept. */
const slept = () => performance.eventLoopUtilization().idle;

/** Requests to models and sources: while one is open, it is that which a command waits for. */
let requests = 0;
const requestListeners = new Set<() => void>();
function count(by: number) {
  for (const settle of requestListeners) settle();
  requests = Math.max(0, requests + by);
}
subscribe('undici:request:create', () => count(1));
subscribe('undici:request:trailers', () => count(-1));
subscribe('undici:request:error', () => count(-1));

type Inside = (work: () => unknown) => unknown;
/** Who is told of the work of a database: the watch that was made last when it was opened. */
const owners = new WeakMap<object, Inside>();
let opening: Inside | null = null;

/** SQLite works where it is called from, and a group of writes is written a turn later, when no call is inside. */
function watchSqlite() {
  if (opening) return;
  const { exec, prepare } = DatabaseSync.prototype;
  const ownerOf = (database: object) => {
    const owner = owners.get(database) ?? opening!;
    owners.set(database, owner);
    return owner;
  };
  DatabaseSync.prototype.exec = function watched(sql) {
    return ownerOf(this)(() => exec.call(this, sql)) as undefined;
  };
  DatabaseSync.prototype.prepare = function watched(...args) {
    const statement = prepare.apply(this, args);
    owners.set(statement, ownerOf(this));
    return statement;
  };
  for (const name of ['run', 'get', 'all'] as const) {
    const work = StatementSync.prototype[name] as (...args: unknown[]) => unknown;
    Reflect.set(StatementSync.prototype, name, function watched(this: StatementSync, ...args: unknown[]) {
      return owners.get(this)!(() => work.apply(this, args));
    });
  }
}

/** What a store costs whoever waits for it. To be made right before the store is opened. */
export function createWatch(): Watch {
  const sums = { idle: 0, inside: 0, open: 0, calls: 0 };
  let under = 0;
  let since = { now: 0, slept: 0 };
  let depth = 0;
  let enteredAt = 0;
  watchSqlite();
  opening = inside;

  function settle() {
    const now = { now: performance.now(), slept: slept() };
    if (under > 0) {
      if (requests === 0) sums.idle += now.slept - since.slept;
      sums.open += now.now - since.now;
    }
    since = now;
  }

  requestListeners.add(settle);

  function inside(work: () => unknown): unknown {
    if (depth++ === 0) enteredAt = performance.now();
    try {
      return work();
    } finally {
      if (--depth === 0) sums.inside += performance.now() - enteredAt;
    }
  }

  function follow(answer: Promise<unknown>) {
    settle();
    under++;
    sums.calls++;
    const end = () => {
      settle();
      under--;
    };
    answer.then(end, end);
  }

  const isThing = (value: unknown): value is object =>
    (typeof value === 'object' && value !== null) || typeof value === 'function';
  function over<T extends object>(target: T): T {
    return new Proxy(target, {
      get(object, key) {
        const value: unknown = Reflect.get(object, key);
        return isThing(value) ? over(value) : value;
      },
      apply(call, self, args) {
        const answer = inside(() => Reflect.apply(call as never, self, args));
        if (answer instanceof Promise) follow(answer);
        return isThing(answer) && !(answer instanceof Promise) ? over(answer) : answer;
      },
    });
  }

  return {
    over,
    reset() {
      settle();
      // One that was called off may have said nothing of its end.
      requests = 0;
      Object.assign(sums, { idle: 0, inside: 0, open: 0, calls: 0 });
    },
    read() {
      settle();
      return { waited: sums.idle + sums.inside, open: sums.open, calls: sums.calls };
    },
  };
}
