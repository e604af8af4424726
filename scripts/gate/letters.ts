import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Makes src/outbox/lists/confusables.txt from Unicode's confusables.txt (UTS #39), or from the same as a JSON object:
//   node scripts/gate/letters.ts FILE
// Only what reads as ASCII letters is taken. Unicode gives one reading (`l` for all that is a stroke); readings that it
// does not give stand in letters.txt, by hand.

const [file = ''] = process.argv.slice(2);
const text = readFileSync(file, 'utf8');
const unhex = (codes: string) =>
  String.fromCodePoint(
    ...codes
      .trim()
      .split(/\s+/)
      .map((code) => Number.parseInt(code, 16)),
  );
const entries: (readonly [string, string])[] = file.endsWith('.json')
  ? Object.entries(JSON.parse(text) as Record<string, string>)
  : text
      .split('\n')
      .map((line) => line.replace(/#.*/, '').split(';'))
      .filter((parts) => parts.length > 1)
      .map(([from = '', to = '']) => [unhex(from), unhex(to)] as const);

const strokes: Readonly<Record<string, string>> = { rn: 'm', vv: 'w', '': '' };
const readings = new Map<string, string>();
for (const [character, prototype] of entries) {
  if ([...character].length !== 1 || character <= '\x7f' || /^\p{M}$/u.test(character)) continue;
  const plain = prototype.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  // What compatibility says is read from Unicode's own tables while the bot runs.
  const compatible = character.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const reading = strokes[plain] ?? plain;
  if (/^[a-z0-9]{1,3}$/.test(reading) && reading !== compatible)
    readings.set(reading, (readings.get(reading) ?? '') + character);
}
const header = `# Characters by the letters that they look like: Unicode UTS #39, confusables.txt. Made by scripts/gate/letters.ts.
# Copyright (c) Unicode, Inc., https://www.unicode.org/license.txt
`;
const lines = [...readings].sort(([a], [b]) => (a < b ? -1 : 1)).map(([reading, all]) => `${reading} ${all}`);
writeFileSync(join(import.meta.dirname, '../../src/outbox/lists/confusables.txt'), `${header}${lines.join('\n')}\n`);
