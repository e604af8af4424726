// Runs each script that is named with `--help`, one after the other: forty processes would load the bot forty times.
// What one writes stands below its name.
import { writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const ended = new Error('process.exit()');
const [node, , ...scripts] = process.argv;
const { exit } = process;
process.exit = (code = process.exitCode) => {
  if (code) exit(code);
  throw ended;
};
// One of them exits once its output was taken.
process.on('uncaughtException', (error) => {
  if (error === ended) return;
  console.error(error);
  exit(1);
});
for (const script of scripts) {
  writeSync(1, `\0${script}\0`);
  process.argv = [node, resolve(script), '--help'];
  await import(pathToFileURL(resolve(script)).href).catch((error) => {
    if (error !== ended) throw error;
  });
}
