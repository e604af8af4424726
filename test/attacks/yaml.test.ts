import { expect, it } from 'vitest';
import { renderFault } from '../../src/settings/file.ts';
import { parseSettings } from '../../src/settings/parse.ts';
import { maxLexemes } from '../../src/settings/yaml.ts';
import { cpuMs } from '../support/cpu.ts';

const least = 'bot: { channels: [a] }\n';
const kilo = 1024;
const size = 120 * kilo;
const fill = (piece: (index: number) => string) => {
  let text = '';
  for (let index = 0; text.length < size; index++) text += piece(index);
  return text;
};

const laughs = (levels: number) =>
  Array.from({ length: levels }, (_, level) =>
    level === 0
      ? 'l0: &l0 [lol]'
      : `l${level}: &l${level} [${Array(10)
          .fill(`*l${level - 1}`)
          .join(', ')}]`,
  ).join('\n');

const bombs: Record<string, string> = {
  'a billion laughs': `${least}${laughs(9)}`,
  'laughs that nest in maps': `${least}${laughs(9).replaceAll('[', '{ a: ').replaceAll(']', ' }')}`,
  'a hundred thousand aliases': `a: &a [x]\nb: [${'*a, '.repeat(size / 4)}]`,
  'an alias of itself': `bot: &b { channels: [*b] }`,
  'an alias of its own list': `${least}llm: { endpoints: &e [*e, *e] }`,
  'many aliases, each small': `${least}a: &a [x]\n${Array.from({ length: 500 }, (_, index) => `k${index}: *a`).join('\n')}`,
  'many keys': fill((index) => `key${index}: 1\n`),
  'many keys in brackets': `{${fill((index) => `k${index}: 1,`)}}`,
  'the same key over and over': fill(() => 'bot: 1\n'),
  'brackets without end': '['.repeat(size),
  'brackets that never opened': ']'.repeat(size),
  'braces without end': '{a: '.repeat(size / 4),
  'dashes without end': '- '.repeat(size / 2),
  'colons without end': 'a: '.repeat(size / 3),
  'question marks without end': '? '.repeat(size / 2),
  'commas without end': `[${','.repeat(size)}`,
  'stairs without end': Array.from({ length: 480 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''),
  'documents without end': '---\n'.repeat(size / 4),
  'empty lines without end': '\n'.repeat(size),
  'anchors without end': fill((index) => `- &a${index} x\n`),
  'tags without end': fill(() => '- !!float x\n'),
  'exclamation marks': '!'.repeat(size),
  'a quote that never ends': `"${'\\'.repeat(size)}`,
  'keys just below the limit': Array.from({ length: maxLexemes / 6 - 10 }, (_, index) => `key${index}: 1\n`).join(''),
  'dashes just below the limit': `${`${'- '.repeat(19)}\n`.repeat(maxLexemes / 60)}`,
  'brackets just below the limit': '['.repeat(maxLexemes / 2 - 10),
  'question marks just below the limit': '? '.repeat(maxLexemes / 3 - 10),
};

/** The largest file that an operator could reasonably have: the measure for what a bomb may cost. */
const honest = `${least}bots:\n  ignore:\n${Array.from({ length: 900 }, (_, index) => `    - viewer_${index}\n`).join('')}`;

const spent = (text: string) => cpuMs(() => parseSettings('config.yaml', text, {}));
const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;

it.each(Object.entries(bombs))('%s is refused, on a few short lines', (_, text) => {
  const parsed = parseSettings('config.yaml', text, {});
  expect(parsed.ok).toBe(false);
  const faults = parsed.ok ? [] : parsed.faults.map(renderFault);
  expect(faults.length).toBeGreaterThan(0);
  expect(faults.length).toBeLessThanOrEqual(101);
  for (const fault of faults) expect(fault.length).toBeLessThan(250);
});

it('a bomb costs no more than the largest honest file does, about', () => {
  expect(parseSettings('config.yaml', honest, {}).ok).toBe(true);
  for (let warm = 0; warm < 3; warm++) spent(honest);
  const fair = median(Array.from({ length: 5 }, () => spent(honest)));
  const costs = Object.entries(bombs).map(([name, text]) => ({
    name,
    ratio: Math.round((median(Array.from({ length: 3 }, () => spent(text))) / fair) * 10) / 10,
  }));
  expect(costs.filter(({ ratio }) => ratio > 3)).toEqual([]);
});
