// Runs scripts one after the other in one process: each that has one of its own loads the bot anew. Told by its parent what
// to run, it answers with what the script writes, and its exit code.
import { pathToFileURL } from 'node:url';

const ended = new Error('process.exit()');
const { exit } = process;
let runs = 0;

async function run({ script, args, env, cwd }) {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.chdir(cwd);
  process.argv = [process.execPath, script, ...args];
  process.exitCode = undefined;
  for (const stream of ['stdout', 'stderr']) {
    process[stream].write = (text, ...rest) => {
      process.send({ stream, text: String(text) });
      rest.find((each) => typeof each === 'function')?.();
      return true;
    };
  }
  const exited = new Promise((resolve) => {
    process.exit = (code = process.exitCode ?? 0) => {
      resolve(code);
      throw ended;
    };
  });
  const code = await Promise.race([
    exited,
    import(`${pathToFileURL(script)}?${++runs}`).then(
      () => process.exitCode ?? 0,
      (error) => {
        if (error === ended) return exited;
        console.error(error);
        return 1;
      },
    ),
  ]);
  for (const signal of ['SIGINT', 'SIGTERM']) process.removeAllListeners(signal);
  process.send({ code });
}

process.on('uncaughtException', (error) => {
  if (error !== ended) process.send({ bug: String(error.stack) });
});
process.on('disconnect', () => exit());
process.on('message', (order) => void run(order));
