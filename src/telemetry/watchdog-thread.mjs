// JavaScript, so that this thread loads no type stripper. It shares nothing with the bot but a counter.
import { mkdirSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { Session } from 'node:inspector';
import { dirname } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';

const { beats, marks, endAfterMs, warnAfterMs, tickMs } = workerData;
/** For the stack and the orderly end; then the process is killed. */
const patienceMs = 5_000;

let seen = -1;
let stalledMs = 0;
let tickedAt = performance.now();
/** Null while the event loop turns. */
let session = null;
let work = null;
let inDebugger = false;
let ending = false;
let said = false;

setInterval(() => {
  const now = performance.now();
  // A machine that slept, or a process that was stopped, stood still with this thread: that is one tick, however long.
  const passed = Math.min(now - tickedAt, 2 * tickMs);
  tickedAt = now;
  const beat = Atomics.load(beats, 0);
  if (beat !== seen) {
    if (session) recover();
    seen = beat;
    stalledMs = 0;
    return;
  }
  stalledMs += passed;
  if (stalledMs < warnAfterMs) return;
  if (!session) return ask();
  if (endAfterMs === 0 || inDebugger || stalledMs < endAfterMs) return;
  if (!ending) end();
  if (stalledMs < endAfterMs + patienceMs) return;
  lastWords('');
  process.kill(process.pid, 'SIGKILL');
}, tickMs);

/** The inspector interrupts what runs, an expression that never ends included. */
function ask() {
  session = new Session();
  session.connectToMainThread();
  call('work', (answer) => {
    ({ work, inDebugger } = answer);
    if (work) mark([work]);
  });
}

function end() {
  ending = true;
  const files = new Map();
  session.on('Debugger.scriptParsed', ({ params }) => files.set(params.scriptId, params.url));
  session.once('Debugger.paused', ({ params }) => {
    const frames = params.callFrames.slice(0, 12).map(({ functionName, location }) => {
      const url = files.get(location.scriptId) || 'unknown';
      const file = url.slice(Math.max(url.lastIndexOf('/src/'), url.lastIndexOf('/node_modules/')) + 1);
      return `    at ${functionName || '(anonymous)'} (${file}:${location.lineNumber + 1})`;
    });
    lastWords(`\n${frames.join('\n')}`);
    call('end', () => {
      inDebugger = true;
      session.post('Debugger.resume');
    });
  });
  session.post('Debugger.enable');
  session.post('Debugger.pause');
}

function recover() {
  parentPort.postMessage({ ms: Math.round(stalledMs), work });
  session.disconnect();
  if (work) mark([]);
  session = work = null;
  inDebugger = ending = false;
}

function call(name, onAnswer = () => {}) {
  const expression = `globalThis.serdabotWatched.${name}()`;
  session.post('Runtime.evaluate', { expression, returnByValue: true }, (error, answer) => {
    if (session && !error && answer.result.value) onAnswer(answer.result.value);
  });
}

function lastWords(stack) {
  if (said) return;
  said = true;
  const doing = work
    ? `command ${work.command ?? '(not known yet)'}, channel ${work.channel}, a line of ${work.length} characters`
    : 'no chat line';
  const seconds = Math.round(stalledMs / 1000);
  writeSync(2, `serdabot: the event loop stood still for ${seconds} s (${doing}); the process ends${stack}\n`);
}

/** Who starts next, or has taken the line over already, does not try it again. */
function mark(works) {
  if (marks === null) return;
  try {
    mkdirSync(dirname(marks), { recursive: true });
    writeFileSync(`${marks}.new`, JSON.stringify(works), { mode: 0o600 });
    renameSync(`${marks}.new`, marks);
  } catch {
    // A full disk: the line may be tried once more.
  }
}
