import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { performance } from 'node:perf_hooks';
import timers from 'node:timers';
import promises from 'node:timers/promises';
import v8 from 'node:v8';
import type { Source } from './random.ts';
import type { Time } from './time.ts';

const longest = 2 ** 31 - 1;
/** As Node does it: at least a millisecond, and one where the number is none or too great. */
const span = (ms: unknown) => (Number(ms) >= 1 && Number(ms) <= longest ? Number(ms) : 1);

class Handle {
  readonly #time: Time;
  readonly #callback: () => void;
  readonly #ms: number;
  readonly #repeats: boolean;
  #cancel: () => void = () => {};
  #held = true;
  static #last = 0;
  readonly #id = ++Handle.#last;

  constructor(time: Time, callback: () => void, ms: unknown, repeats: boolean) {
    this.#time = time;
    this.#callback = callback;
    this.#ms = span(ms);
    this.#repeats = repeats;
    this.refresh();
  }
  refresh(): this {
    this.#cancel();
    this.#cancel = this.#time.after(this.#ms, () => {
      if (this.#repeats) this.refresh();
      this.#callback();
    });
    return this;
  }
  ref(): this {
    this.#held = true;
    return this;
  }
  unref(): this {
    this.#held = false;
    return this;
  }
  hasRef(): boolean {
    return this.#held;
  }
  close(): this {
    this.#cancel();
    return this;
  }
  [Symbol.toPrimitive](): number {
    return this.#id;
  }
  [Symbol.dispose](): void {
    this.#cancel();
  }
}

type Callback = (...values: unknown[]) => void;

/** Node's own timers, dates and random numbers, drawn from the simulation's clock and seed. */
export function installGlobals(time: Time, random: Source): void {
  const bytes = (into: Uint8Array) => {
    for (let i = 0; i < into.length; i++) into[i] = random.int(256);
    return into;
  };
  const hex = (digits: number) =>
    random
      .int(16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-${(8 + random.int(4)).toString(16)}${hex(3)}-${hex(6)}${hex(6)}`;
  const view = (into: ArrayBufferView) => new Uint8Array(into.buffer, into.byteOffset, into.byteLength);

  const setTimeout_ = (callback: Callback, ms?: unknown, ...values: unknown[]) =>
    new Handle(time, () => callback(...values), ms, false);
  const setInterval_ = (callback: Callback, ms?: unknown, ...values: unknown[]) =>
    new Handle(time, () => callback(...values), ms, true);
  const setImmediate_ = (callback: Callback, ...values: unknown[]) => {
    let open = true;
    time.soon(() => {
      if (open) callback(...values);
    });
    const close = () => {
      open = false;
    };
    const handle = { ref: () => handle, unref: () => handle, hasRef: () => true, close };
    return handle;
  };
  const clear = (handle: unknown) => {
    if (typeof handle === 'object' && handle !== null && 'close' in handle) (handle as { close(): void }).close();
  };
  const pause = (ms: number, value: unknown, options: { signal?: AbortSignal } = {}) =>
    new Promise((resolve, reject) => {
      const { signal } = options;
      if (signal?.aborted) return reject(new DOMException('The operation was aborted', 'AbortError'));
      const handle = setTimeout_(() => resolve(value), ms);
      signal?.addEventListener('abort', () => {
        handle.close();
        reject(new DOMException('The operation was aborted', 'AbortError'));
      });
    });
  const patched = {
    setTimeout: setTimeout_,
    setInterval: setInterval_,
    setImmediate: setImmediate_,
    clearTimeout: clear,
    clearInterval: clear,
    clearImmediate: clear,
  };
  Object.assign(globalThis, patched);
  Object.assign(timers, patched);
  Object.assign(promises, {
    setTimeout: pause,
    setImmediate: (value: unknown) => new Promise((resolve) => void setImmediate_(() => resolve(value))),
  });
  // Why a signal ended is an error with a trace, made anew each time: nobody reads it.
  const ended = new DOMException('This operation was aborted', 'AbortError');
  const { abort } = AbortController.prototype;
  AbortController.prototype.abort = function end(reason: unknown = ended) {
    abort.call(this, reason);
  };
  AbortSignal.timeout = (ms: number) => {
    const ended = new AbortController();
    setTimeout_(() => ended.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')), ms);
    return ended.signal;
  };

  const RealDate = Date;
  class VirtualDate extends RealDate {
    constructor(...values: unknown[]) {
      if (values.length === 0) super(Math.floor(time.wall()));
      else super(...(values as [number]));
    }
    static override now() {
      return Math.floor(time.wall());
    }
  }
  const asFunction = new Proxy(VirtualDate, { apply: () => new VirtualDate().toString() });
  globalThis.Date = asFunction as unknown as DateConstructor;
  performance.now = () => time.now();
  const nanoseconds = () => BigInt(Math.round(time.now() * 1e6));
  process.hrtime = Object.assign(
    (since?: [number, number]): [number, number] => {
      const all = nanoseconds() - (since ? BigInt(since[0]) * 1_000_000_000n + BigInt(since[1]) : 0n);
      return [Number(all / 1_000_000_000n), Number(all % 1_000_000_000n)];
    },
    { bigint: nanoseconds },
  );
  process.uptime = () => time.now() / 1000;
  // How full the heap is depends on the machine, and is of all processes of the simulation together.
  const heap = v8.getHeapStatistics();
  v8.getHeapStatistics = () => heap;

  Math.random = random.next;
  Object.assign(crypto, {
    randomUUID: uuid,
    randomBytes: (size: number, done?: (error: null, all: Buffer) => void) => {
      const all = Buffer.from(bytes(new Uint8Array(size)));
      if (done) time.soon(() => done(null, all));
      return all;
    },
    randomFillSync: <T extends ArrayBufferView>(into: T, from = 0, size?: number): T => {
      bytes(view(into).subarray(from, size === undefined ? undefined : from + size));
      return into;
    },
    randomInt: (low: number, high?: number) => (high === undefined ? random.int(low) : low + random.int(high - low)),
  });
  Object.assign(globalThis.crypto, {
    randomUUID: uuid,
    getRandomValues: <T extends ArrayBufferView>(into: T): T => {
      bytes(view(into));
      return into;
    },
  });
  Reflect.deleteProperty(globalThis, 'WebSocket');
  syncBuiltinESMExports();
}
