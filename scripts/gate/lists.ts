import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { screenedLists } from '../../src/outbox/text/contain.ts';
import { shapesOf } from '../../src/outbox/text/look.ts';
import { shapesFile } from '../../src/outbox/text/shapes-file.ts';
import { compiledBytes } from '../../src/outbox/text/word-lists.ts';
import { compiledFile } from '../../src/outbox/text/words.ts';

// For those who look after the lists in src/outbox/lists/words: the ones named *.rot13.txt are written in ROT13 behind
// each colon.
//   node scripts/gate/lists.ts show [FILE]     prints a list, or all, in the clear
//   node scripts/gate/lists.ts write FILE      reads a list in the clear from stdin and stores it as FILE
//   node scripts/gate/lists.ts compile         compiles all of them to words.bin, which the bot reads; `write` does too
//   node scripts/gate/lists.ts shapes          finds which words the shapes of src/outbox/text need: shapes.bin

const folder = resolve(import.meta.dirname, '../../src/outbox/lists/words');
const rot13 = (text: string) =>
  text.replace(/[a-z]/gi, (c) => {
    const from = c <= 'Z' ? 65 : 97;
    return String.fromCharCode(((c.charCodeAt(0) - from + 13) % 26) + from);
  });
/** The same both ways. */
const turned = (list: string, name: string) =>
  name.endsWith('.rot13.txt')
    ? list
        .split('\n')
        .map((line) => {
          const at = line.startsWith('#') ? line.length : /^\s/.test(line) ? 0 : line.indexOf(':');
          return line.slice(0, at) + rot13(line.slice(at));
        })
        .join('\n')
    : list;

const [command, file] = process.argv.slice(2);
if (command === 'write' && file !== undefined) {
  const name = basename(file);
  writeFileSync(join(folder, name), wrapped(turned(readFileSync(0, 'utf8'), name)));
  writeFileSync(compiledFile, compiledBytes());
} else if (command === 'compile') writeFileSync(compiledFile, compiledBytes());
else if (command === 'shapes') {
  const { head, body } = shapesOf(screenedLists);
  writeFileSync(shapesFile, Buffer.concat([Buffer.from(`${head}\n`), brotliCompressSync(body)]));
} else {
  for (const name of file === undefined ? readdirSync(folder) : [basename(file)]) {
    if (name.endsWith('.txt')) process.stdout.write(turned(readFileSync(join(folder, name), 'utf8'), name));
  }
}

/** Lines of 120 characters at most, what goes on being indented. */
function wrapped(list: string): string {
  return list
    .split('\n')
    .map((line) => (line.startsWith('#') ? line : line.replace(/(.{60,118}?;) (?=\S)/g, '$1\n  ')))
    .join('\n');
}
