import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { flatYaml } from './flat-yaml.ts';

const root = join(import.meta.dirname, '..', '..');

test('the files that the bot comes with are all read by it, as YAML has them', () => {
  const files = globSync('src/**/phrases.{fr,en}.yaml', { cwd: root });
  expect(files.length).toBeGreaterThan(40);
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8');
    expect(flatYaml(text), file).toEqual(parse(text));
  }
});

test('what it reads at all, it reads as YAML does', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'a',
      'é',
      'key',
      ' ',
      '  ',
      ':',
      ': ',
      '- ',
      '#',
      ' #',
      '"',
      '\\',
      '\\"',
      "'",
      '[',
      ']',
      '{',
      '}',
      ',',
    ),
    fc.constantFrom(
      '|',
      '>',
      '&',
      '*',
      '!',
      '%',
      '@',
      '`',
      '?',
      '~',
      '-',
      '.',
      '1',
      '0x',
      'true',
      'null',
      'No',
      '\t',
      '…',
    ),
    fc.constantFrom('\u00a0', '\u2028', '\u0085', '\u200b', '\r', '---', '...', '<<', '=', '/', '« », '),
  );
  const odd = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));
  const likely = fc.constantFrom(
    'Bonjour',
    'a: b',
    'a #b',
    '"a"',
    '"\\""',
    'é: ',
    'c:',
    '(x)',
    '🙂',
    'x # y',
    'Non',
    'null',
  );
  const scalar = fc.oneof(
    odd,
    likely,
    fc.tuple(likely, odd).map(([one, two]) => one + two),
  );
  const row = fc.oneof(
    fc
      .tuple(fc.constantFrom('a', 'b', 'a.b', 'c-d', '1', 'no', '<<'), scalar)
      .map(([key, value]) => `${key}: ${value}`),
    fc
      .tuple(fc.constantFrom('e', 'f'), fc.array(scalar, { maxLength: 3 }))
      .map(([key, items]) => [`${key}:`, ...items.map((item) => `  - ${item}`)].join('\n')),
    scalar,
  );
  let read = 0;
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), (rows) => {
      const text = rows.join('\n');
      const flat = flatYaml(text);
      if (flat === null) return;
      read++;
      expect(flat).toEqual(parse(text));
    }),
    { numRuns: 8_000 },
  );
  expect(read).toBeGreaterThan(100);
});
