import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { plainYaml } from './plain-yaml.ts';

const root = join(import.meta.dirname, '..', '..');

test('the files that the bot comes with are all read by it, as YAML has them', () => {
  const files = ['config.yaml', ...globSync('src/**/phrases.{fr,en}.yaml', { cwd: root })];
  expect(files.length).toBeGreaterThan(40);
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8');
    expect(plainYaml(text), file).toEqual(parse(text));
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
  const inside = fc.oneof(
    fc.constantFrom(
      'a',
      'a.b',
      '1',
      '-0',
      '1.50',
      '127.0.0.1',
      'null',
      'true',
      'No',
      '"a, b"',
      "'c'",
      '[]',
      '{ }',
      'x y',
    ),
    odd,
  );
  const flow = fc.oneof(
    fc.array(inside, { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    fc.array(inside, { maxLength: 3 }).map((items) => `{ ${items.map((item, i) => `k${i}: ${item}`).join(', ')} }`),
    fc.tuple(inside, inside).map(([one, two]) => `{ a: [${one}], b: { c: ${two} } }`),
  );
  const number = fc.constantFrom(
    '0',
    '12',
    '007',
    '-3',
    '1.0',
    '1e3',
    '.5',
    '08:30',
    '1_000',
    '0x1f',
    '127.0.0.1',
    '3 s',
  );
  const value = fc.oneof(
    scalar,
    flow,
    number,
    fc.tuple(flow, odd).map(([one, two]) => one + two),
    fc.tuple(number, fc.constantFrom(' # c', '#c', '  #', ' x', ',')).map(([one, two]) => one + two),
  );
  const deep = fc
    .tuple(
      fc.constantFrom(' ', '  ', '    '),
      fc.array(value, { minLength: 1, maxLength: 3 }),
      fc.constantFrom('', '- ', '-   '),
    )
    .map(([indent, values, dash]) =>
      ['g:', ...values.map((one, i) => `${indent}${dash && i > 0 ? '  ' : dash}h${i}: ${one}`), 'i:'].join('\n'),
    );
  const row = fc.oneof(
    deep,
    fc
      .tuple(fc.constantFrom('a', 'b', 'a.b', 'c-d', '1', 'no', '<<', '  d'), fc.constantFrom('', ' ', ' # c'), value)
      .map(([key, more, written]) => `${key}:${more} ${written}`),
    fc
      .tuple(fc.constantFrom('e', 'f'), fc.constantFrom('  - ', '- ', '  -   '), fc.array(value, { maxLength: 3 }))
      .map(([key, dash, items]) => [`${key}:`, ...items.map((item) => `${dash}${item}`)].join('\n')),
    value,
  );
  let read = 0;
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), (rows) => {
      const text = rows.join('\n');
      const plain = plainYaml(text);
      if (plain === null) return;
      read++;
      expect(plain).toEqual(parse(text, { uniqueKeys: true }) ?? {});
    }),
    { numRuns: 2_000 },
  );
  expect(read).toBeGreaterThan(100);
});
