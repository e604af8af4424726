// Loaded into a bot's process before anything else: what a viewer types after the word `freeze-` keeps the event loop
// from turning: `freeze-model` where a model is asked, in the end as a superlinear expression would; `freeze-read` in parse, as
// a loop would; `freeze-for-3` for so many seconds, `freeze-native` in code that nothing interrupts; `freeze-stopped` for two
// seconds after seven in which the process is stopped, as on a machine that sleeps.
import { execFileSync, spawn } from 'node:child_process';
import { writeSync } from 'node:fs';

const { stringify } = JSON;
const { toLowerCase } = String.prototype;
const never = new Int32Array(new SharedArrayBuffer(4));

function stall(text) {
  writeSync(2, 'stalls\n');
  const seconds = /freeze-for-(\d)/.exec(text)?.[1];
  // All but the expression wait without using a processor, which the other tests need.
  if (seconds) Atomics.wait(never, 0, 0, Number(seconds) * 1000);
  else if (text.includes('freeze-native')) execFileSync('sleep', ['10'], { stdio: 'ignore' });
  else if (text.includes('freeze-stopped')) {
    spawn('/bin/sh', ['-c', `sleep 7; kill -CONT ${process.pid}`], { stdio: 'ignore' });
    process.kill(process.pid, 'SIGSTOP');
    Atomics.wait(never, 0, 0, 2000);
  } else if (text.includes('freeze-read')) for (;;) Atomics.wait(never, 0, 0, 20);
  else {
    // Of the time that it may take, the last second only.
    Atomics.wait(never, 0, 0, (Number(process.env.SERDABOT_STALL_SECONDS) - 1) * 1000);
    /^(a+)+$/.test(`${'a'.repeat(80)}!`);
  }
}

JSON.stringify = (value, ...rest) => {
  const text = stringify(value, ...rest);
  if (value?.messages && text.includes('freeze-')) stall(text);
  return text;
};
String.prototype.toLowerCase = function () {
  const text = toLowerCase.call(this);
  if (text.startsWith('freeze-')) stall(text);
  return text;
};
