// Who imports whom in src/, as a drawing: npm run graph -- [--write] [--root FOLDER] [--json]
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { arrowsOf, drawingOf, markers, roomsOf, withDrawing } from './graph/drawing.ts';
import { readImports } from './graph/imports.ts';
import { breaches, circles } from './graph/rules.ts';

const usage = 'npm run graph -- [--write] [--root FOLDER] [--json]';
const help = `Usage: ${usage}
Example: npm run graph -- --write

Prints the rooms (folders of src/) and features (folders of src/features/) as a mermaid drawing with an arrow for each
pair of which one imports the other; type and dynamic imports count, tests do not. Exit 1 with the chain of files where
files import each other in a circle, where an import goes upwards or past a door.

  --write   puts the drawing, with all features as one, into docs/architecture.md
  --root    another checkout than this one
  --json    one object: arrows, breaches, circles`;

function read() {
  const option = { type: 'boolean', default: false } as const;
  try {
    const root = { type: 'string', default: join(import.meta.dirname, '..') } as const;
    return parseArgs({ options: { write: option, json: option, help: option, root } }).values;
  } catch (error) {
    return `${(error as Error).message.split('. ')[0]}.`;
  }
}

function main(): number {
  const options = read();
  if (typeof options === 'string') {
    console.error(`${options} Usage: ${usage}`);
    return 64;
  }
  if (options.help) {
    console.log(help);
    return 0;
  }
  const imports = readImports(join(options.root, 'src'));
  const faults = { breaches: breaches(imports), circles: circles(imports) };
  if (options.json) console.log(JSON.stringify({ arrows: Object.fromEntries(arrowsOf(imports)), ...faults }));
  else console.log(drawingOf(imports));
  for (const breach of faults.breaches) console.error(breach);
  for (const circle of faults.circles) console.error(`A circle: ${circle}`);
  if (options.write) {
    const file = join(options.root, 'docs', 'architecture.md');
    const written = withDrawing(readFileSync(file, 'utf8'), drawingOf(roomsOf(imports)));
    if (written === null) {
      console.error(`${file} has no place for the drawing: ${markers.begin} and ${markers.end}.`);
      return 1;
    }
    writeFileSync(file, written);
  }
  return faults.breaches.length + faults.circles.length === 0 ? 0 : 1;
}

process.exitCode = main();
