import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import type { Tell } from '../domain/event.ts';
import { type Clock, sleep } from '../lib/clock.ts';
import { readBounded } from '../lib/read-bounded.ts';
import { bytesNeeded, inGigabytes, readGgufHead } from './gguf.ts';

export interface LocalServerParts {
  /** Of the endpoint. */
  readonly name: string;
  readonly file: string;
  /** What the program is to call its model. */
  readonly model: string;
  readonly settings: () => { readonly llama_server: string | null; readonly idle_unload: number };
  /** Calls that are to run at once. */
  readonly slots: () => number;
  readonly clock: Clock;
  readonly tell: Tell;
  /** Bytes that may still be used. */
  readonly available?: () => number;
  /** Asks the server whether it is well. */
  readonly look?: typeof fetch;
}

/** A llama-server of the bot's own: started for the first call, watched, ended when nobody needs it. */
export interface LocalServer {
  /** Goes to the server, wherever it listens, when its model is loaded. Rejects with a sentence where it cannot. */
  readonly fetch: typeof fetch;
  /** Its address, when its model is loaded. */
  url(): Promise<string>;
  /** What it wants to hear from who calls it there: nobody else on this machine has the use of its slots. */
  readonly key: string;
  /** Begins to load, and waits for nothing. */
  start(): void;
  stop(): Promise<void>;
}

/** What an endpoint's address begins with when its server is the bot's own. */
const prefix = 'gguf:';
export const isLocal = (url: string) => url.startsWith(prefix);
export const fileOf = (url: string) => url.slice(prefix.length);
/** Where requests to it seem to go; the port is filled in. */
export const localUrl = 'http://127.0.0.1:0/v1';

const tokensPerSlot = 4_096;
const lookMs = 200;
const sureMs = 500;
/** A model of many gigabytes on a slow disk. */
const longestLoadMs = 600_000;
const watchMs = 10_000;
const healthMs = 5_000;
const mostMisses = 3;
/** Between a failure and the next start: doubled each time, and forgotten by a server that lasted as long. */
const firstWaitMs = 1_000;
const longestWaitMs = 60_000;
const patienceMs = 3_000;
/** With less left, a server that nobody is using is ended. */
const leastFreeBytes = 200_000_000;
const mostSaid = 2_000;
/** Between looking for a free port and listening there, somebody else may have taken it. */
const mostPorts = 3;
const taken = 'finds its port taken';
const portIsTaken = /address already in use|couldn't bind/i;

interface Running {
  readonly child: ChildProcess;
  readonly origin: string;
  readonly since: number;
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>;
}

export function createLocalServer(parts: LocalServerParts): LocalServer {
  const { name, file, settings, slots, clock, tell, available = availableBytes, look = fetch } = parts;
  const stopping = new AbortController();
  const key = randomBytes(32).toString('base64url');
  let starting: Promise<Running> | null = null;
  let running: Running | null = null;
  let active = 0;
  let usedAt = clock.now();
  let waitMs = 0;
  let mayStartAt = 0;
  let why = '';
  let misses = 0;
  /** It was loaded and has ended by itself: it is loaded again, whether or not somebody asks. */
  let isMissed = false;
  let cancelWatch = () => {};

  async function load(): Promise<Running> {
    const head = await readGgufHead(file);
    const context = slots() * Math.min(tokensPerSlot, head.contextTokens ?? tokensPerSlot);
    const needed = bytesNeeded(head, context);
    const free = available();
    // Loaded all the same, it would take the machine down, and the bot with it.
    if (needed > free) {
      throw new Error(`${file} needs about ${inGigabytes(needed)} of memory and ${inGigabytes(free)} are free`);
    }
    for (let ports = 1; ; ports++) {
      const begun = await begin(await freePort(), context);
      if (typeof begun === 'object') return begun;
      if (ports === mostPorts || stopping.signal.aborted || !begun.includes(taken)) throw new Error(begun);
    }
  }

  /** A sentence that says why it did not. */
  async function begin(port: number, context: number): Promise<Running | string> {
    const origin = `http://127.0.0.1:${port}`;
    const program = settings().llama_server ?? 'llama-server';
    const args = ['--model', file, '--alias', parts.model, '--host', '127.0.0.1', '--port', String(port)];
    const child = launch(program, [...args, '--parallel', String(slots()), '--ctx-size', String(context)], key);
    let said = '';
    child.stderr?.on('data', (data) => {
      said = `${said}${data}`.slice(-mostSaid);
    });
    let cause: string | undefined;
    child.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      cause = code === 'ENOENT' ? missing(program) : message;
    });
    const gone = new Promise<void>((resolve) => {
      child.on('error', () => resolve());
      child.on('close', (code, signal) => {
        // What sh says of a program that is not there.
        if (code === 127) cause ??= missing(program);
        cause ??= `${program} ended (${signal ?? `exit code ${code}`})${lastLine(said)}`;
        resolve();
      });
    });
    const own: Running = { child, origin, since: clock.now(), gone };
    const over = new AbortController();
    void gone.then(() => over.abort());
    const until = clock.now() + longestLoadMs;
    const either = AbortSignal.any([over.signal, stopping.signal]);
    while (!either.aborted && clock.now() < until) {
      if (await isHealthy(origin, either)) {
        // Who answers may be somebody else, on the port that the child is about to find taken.
        await sleep(clock, sureMs, either);
        if (either.aborted) break;
        void gone.then(() => lost(own, cause ?? 'it ended'));
        return own;
      }
      await sleep(clock, lookMs, either);
    }
    await end(own);
    if (portIsTaken.test(said)) return `${program} ${taken}${lastLine(said)}`;
    return cause ?? (stopping.signal.aborted ? 'the bot stops' : 'it did not load in ten minutes');
  }

  async function isHealthy(origin: string, signal: AbortSignal): Promise<boolean> {
    const late = new AbortController();
    const cancel = clock.after(healthMs, () => late.abort());
    try {
      const response = await look(`${origin}/health`, { signal: AbortSignal.any([signal, late.signal]) });
      await readBounded(response, mostSaid);
      return response.ok;
    } catch {
      return false;
    } finally {
      cancel();
    }
  }

  function fail(cause: string) {
    waitMs = Math.min(longestWaitMs, Math.max(firstWaitMs, waitMs * 2));
    mayStartAt = clock.now() + waitMs;
    why = cause;
    const seconds = Math.round(waitMs / 1_000);
    tell({
      kind: 'warning',
      text: `endpoint ${name}: ${cause}; started again in ${seconds} s at the earliest`,
      fr: `endpoint ${name} : ${cause} ; relancé dans ${seconds} s au plus tôt`,
    });
    if (isMissed) cancelWatch = clock.after(waitMs, () => void up().catch(() => {}));
  }

  /** It ended though nobody ended it: it is there again before the next call, if it can be. */
  function lost(own: Running, cause: string) {
    if (running !== own) return;
    running = null;
    cancelWatch();
    if (clock.now() - own.since > longestWaitMs) waitMs = 0;
    isMissed = true;
    fail(cause);
  }

  async function up(): Promise<Running> {
    if (stopping.signal.aborted) throw new Error('the bot stops');
    if (running) return running;
    if (starting) return starting;
    if (clock.now() < mayStartAt) throw new Error(why);
    cancelWatch();
    starting = load();
    try {
      running = await starting;
      usedAt = clock.now();
      misses = 0;
      isMissed = false;
      tell({ kind: 'lifecycle', text: `endpoint ${name}: ${file} is loaded` });
      watch(running);
      return running;
    } catch (error) {
      if (!stopping.signal.aborted) fail((error as Error).message);
      throw error;
    } finally {
      starting = null;
    }
  }

  function watch(own: Running) {
    cancelWatch = clock.after(watchMs, async () => {
      if (running !== own) return;
      misses = (await isHealthy(own.origin, stopping.signal)) ? 0 : misses + 1;
      if (running !== own || stopping.signal.aborted) return;
      const idleMs = settings().idle_unload * 60_000;
      // What nobody needs is not started again, well or not.
      if (active === 0 && idleMs > 0 && clock.now() - usedAt >= idleMs) await unload(own, 'nobody asked for it');
      else if (active === 0 && available() < leastFreeBytes) await unload(own, 'memory is nearly full');
      else if (misses >= mostMisses) kill(own);
      if (running === own) watch(own);
    });
  }

  async function unload(own: Running, cause: string) {
    running = null;
    tell({ kind: 'lifecycle', text: `endpoint ${name}: unloaded, ${cause}; the next question loads it again` });
    await end(own);
  }

  /** Asks it to end, and after a while no longer asks. */
  async function end(own: Running) {
    own.child.stdin?.end();
    const cancel = clock.after(patienceMs, () => kill(own));
    await own.gone;
    cancel();
  }

  return {
    async fetch(input, init) {
      const left = new AbortController();
      const leave = () => left.abort();
      init?.signal?.addEventListener('abort', leave, { once: true });
      active++;
      try {
        const cut = sleep(clock, longestLoadMs, left.signal).then(() => null);
        const own = await Promise.race([up(), cut]);
        if (!own) throw new Error('cancelled');
        usedAt = clock.now();
        const { pathname, search } = new URL(String(input instanceof Request ? input.url : input));
        const headers = new Headers(init?.headers);
        headers.set('authorization', `Bearer ${key}`);
        return counted(await fetch(`${own.origin}${pathname}${search}`, { ...init, headers }), () => {
          active--;
          usedAt = clock.now();
        });
      } catch (error) {
        active--;
        throw error;
      } finally {
        left.abort();
        init?.signal?.removeEventListener('abort', leave);
      }
    },
    key,
    url: async () => `${(await up()).origin}/v1`,
    start: () => void up().catch(() => {}),
    async stop() {
      cancelWatch();
      stopping.abort();
      const own = running ?? (await starting?.catch(() => null)) ?? null;
      running = null;
      if (own) await end(own);
    },
  };
}

const missing = (program: string) =>
  `there is no program ${program}: install llama.cpp, or name it in llm.llama_server (docs/models.md)`;

/**
 * By itself it may take 8 GB for prompts of the past, which are no part of what the model needs. Versions that have no
 * such cache do not look for the variable, as they would for an argument.
 */
const frugal = { LLAMA_ARG_CACHE_RAM: '0' };

/**
 * The program in a process group of its own. Where there is a shell, it ends with the pipe that the bot holds, however
 * the bot ends.
 */
function launch(program: string, args: readonly string[], key: string): ChildProcess {
  const stdio = ['pipe', 'ignore', 'pipe'] as const;
  // Arguments can be read by everybody on the machine, a process's environment by its own user.
  const env = { ...frugal, ...process.env, LLAMA_API_KEY: key };
  if (process.platform === 'win32') return spawn(program, args, { stdio: [...stdio], env, windowsHide: true });
  // One that hangs does not hear that it is to end.
  const end = 'kill $server; for i in 1 2 3; do sleep 1; kill -0 $server || exit; done; kill -9 $server';
  const guard = `"$@" & server=$!; exec 3<&0; { cat <&3 >/dev/null; ${end}; } 2>/dev/null & wait $server`;
  return spawn('/bin/sh', ['-c', guard, 'sh', program, ...args], { stdio: [...stdio], env, detached: true });
}

function kill({ child }: Running): void {
  try {
    if (process.platform === 'win32' || child.pid === undefined) child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

/** Calls back once, when the body was read to its end or is no longer wanted. */
function counted(response: Response, onEnd: () => void): Response {
  if (!response.body) {
    onEnd();
    return response;
  }
  const reader = response.body.getReader();
  let ended = false;
  const finish = () => {
    if (!ended) onEnd();
    ended = true;
  };
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (!done) return controller.enqueue(value);
        finish();
        controller.close();
      } catch (error) {
        finish();
        controller.error(error);
      }
    },
    async cancel(reason) {
      finish();
      await reader.cancel(reason);
    },
  });
  const { status, headers } = response;
  return new Response(body, { status, headers });
}

async function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer();
  server.on('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
  });
  return promise;
}

/** What the machine, or the container, still gives. macOS counts what files have in memory as used. */
const availableBytes = () => Math.max(process.availableMemory(), process.platform === 'darwin' ? 0.6 * totalmem() : 0);

function lastLine(said: string): string {
  const line = said.trim().split('\n').at(-1)?.trim().slice(0, 200);
  return line ? `: ${line}` : '';
}
