import { AsyncLocalStorage } from 'node:async_hooks';
import { type Debugger, type Profiler, Session } from 'node:inspector';
import { Socket } from 'node:net';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

// Loaded into the bot's process before the bot (node --import). Coverage says how often each function was entered;
// breakpoints that never stop say in which order, by whom, and whether for a chat line or for a timer of the bot's own.

/** A function of `src/` that was entered. */
export interface Entered {
  /** `file:offset`: the same as long as the process lives. */
  readonly id: string;
  readonly file: string;
  /** As V8 knows it; empty for a callback without a name. */
  readonly name: string;
  readonly line: number;
  readonly calls: number;
}

export interface Call {
  readonly id: string;
  /** `file:line`; null where the caller is not in `src/`. */
  readonly caller: string | null;
  /** Caused by something that came from the chat's socket. */
  readonly fromChat: boolean;
}

export interface Measured {
  readonly entered: readonly Entered[];
  /** In the order in which they were made; none before `watch`. */
  readonly calls: readonly Call[];
}

/**
 * `take`: what was entered since the last `take`. `watch`: calls of all that was entered in between are noted from now
 * on. `noted`: how many calls from chat are noted since the last `take`.
 */
export type Question = 'take' | 'watch' | 'noted';

/** Where the probe is told which port the chat's socket is connected to. */
export const portVariable = 'SERDABOT_TRACE_PORT';
/** What waits as long as this is housekeeping that many lines share: the write of the last second's admissions, say. */
const housekeepingMs = 500;
const hook = '__serdabotNoteCall';

interface Position {
  readonly scriptId: string;
  readonly from: number;
  readonly to: number;
}

const source = new URL('../../src/', import.meta.url).href;
const folder = fileURLToPath(source);
const sandbox = `${source}sandbox/`;
const chatPort = Number(process.env[portVariable]);
const session = new Session();
const fromChat = new AsyncLocalStorage<true>();
const scripts = new Map<string, { readonly file: string; readonly text: string }>();
const positions = new Map<string, Position>();
let takes = 0;
let calls: Call[] = [];

/** A session in its own thread answers before `post` returns. */
function inspector<T>(method: string, params: object = {}): T {
  let answer: { readonly error: Error | null; readonly result: unknown } | undefined;
  session.post(method, params, (error, result) => {
    answer = { error, result };
  });
  if (!answer || answer.error) throw new Error(`${method}: ${answer?.error?.message ?? 'no answer'}`);
  return answer.result as T;
}

function scriptOf(scriptId: string, url: string) {
  const known = scripts.get(scriptId);
  if (known) return known;
  const { scriptSource } = inspector<Debugger.GetScriptSourceReturnType>('Debugger.getScriptSource', { scriptId });
  const script = { file: relative(folder, fileURLToPath(url)).split(sep).join('/'), text: scriptSource };
  scripts.set(scriptId, script);
  return script;
}

function positionIn(text: string, offset: number) {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return { lineNumber: text.slice(0, start).split('\n').length - 1, columnNumber: offset - start };
}

function take(): Measured {
  const { result } = inspector<Profiler.TakePreciseCoverageReturnType>('Profiler.takePreciseCoverage');
  const entered: Entered[] = [];
  for (const { url, scriptId, functions } of result) {
    if (!url.startsWith(source) || url.startsWith(sandbox)) continue;
    const { file, text } = scriptOf(scriptId, url);
    for (const { functionName: name, ranges } of functions) {
      const { startOffset: from, endOffset: to, count } = ranges[0]!;
      // From the first character to the last: the loading of the file.
      if (count === 0 || (from === 0 && to === text.length)) continue;
      const id = `${file}:${from}`;
      positions.set(id, { scriptId, from, to });
      entered.push({ id, file, name, line: positionIn(text, from).lineNumber + 1, calls: count });
    }
  }
  // What only ran while the bot started needs no breakpoint.
  if (takes++ === 0) positions.clear();
  const noted = calls;
  calls = [];
  return { entered, calls: noted };
}

function watch() {
  take();
  for (const [id, { scriptId, from, to }] of positions) {
    const { text } = scripts.get(scriptId)!;
    const [location] = inspector<Debugger.GetPossibleBreakpointsReturnType>('Debugger.getPossibleBreakpoints', {
      start: { scriptId, ...positionIn(text, from) },
      // The end is exclusive, and a short arrow function can only be stopped at its end.
      end: { scriptId, ...positionIn(text, to + 1) },
      restrictToFunction: true,
    }).locations;
    if (location) inspector('Debugger.setBreakpoint', { location, condition: `${hook}(${JSON.stringify(id)})` });
  }
  followChat();
}

/** Marks what the chat's socket causes, through every promise and short timer; long timers lose the mark. */
function followChat() {
  const { push } = Socket.prototype;
  Socket.prototype.push = function (this: Socket, ...args) {
    const take = () => push.apply(this, args);
    return this.remotePort === chatPort ? fromChat.run(true, take) : take();
  };
  const { setTimeout: usual } = globalThis;
  const sorted = (run: () => void, ms?: number, ...args: []) =>
    ms !== undefined && ms >= housekeepingMs ? fromChat.exit(() => usual(run, ms, ...args)) : usual(run, ms, ...args);
  globalThis.setTimeout = Object.assign(sorted, usual) as typeof setTimeout;
}

/** The condition of every breakpoint; false: go on. */
function noteCall(id: string): false {
  const usual = Error.stackTraceLimit;
  Error.stackTraceLimit = 4;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = usual;
  // Below this function and the condition are the function that was entered and then its caller.
  const frame = stack.split('\n')[4] ?? '';
  const at = frame.indexOf(source);
  const caller = at < 0 ? null : frame.slice(at + source.length).replace(/:\d+\)?$/, '');
  calls.push({ id, caller, fromChat: fromChat.getStore() === true });
  return false;
}

// Optimised code inlines functions, and passes their breakpoints by.
for (const flag of ['--no-opt', '--no-maglev', '--no-sparkplug']) setFlagsFromString(flag);
Object.assign(globalThis, { [hook]: noteCall });
session.connect();
inspector('Debugger.enable');
inspector('Profiler.enable');
// With the blocks inside functions: without them an async function counts again each time it goes on.
inspector('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

process.on('message', ({ id, ask }: { id: number; ask: Question }) => {
  const questions = { take, watch, noted: () => calls.filter((call) => call.fromChat).length };
  process.send?.({ id, answer: questions[ask]() ?? null });
});
// Whoever measures is gone.
process.on('disconnect', () => process.exit(1));
process.channel?.unref();
