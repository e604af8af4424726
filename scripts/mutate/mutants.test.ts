import { expect, test } from 'vitest';
import { mutantsOf, withMutant } from './mutants.ts';

const all = (text: string) => mutantsOf(text).map((mutant) => withMutant(text, mutant));

test('each operator, condition, call, value and result has its defects, and types have none', () => {
  expect(all('if (a < 3) go();')).toEqual([
    'if (true) go();',
    'if (false) go();',
    'if (a <= 3) go();',
    'if (a < 4) go();',
    'if (a < 3) ;',
  ]);
  expect(all('const f = (a: 1 | 2): a is 1 => !a;')).toEqual([
    'const f = (a: 1 | 2): a is 1 => undefined;',
    'const f = (a: 1 | 2): a is 1 => a;',
  ]);
  expect(all('function f() { return n ?? x; }')).toEqual([
    'function f() { return undefined; }',
    'function f() { return n && x; }',
  ]);
  expect(all('i++; n += true;')).toEqual(['i--; n += true;', 'i++; n -= true;', 'i++; n += false;']);
  expect(all("import a from 'b'; type T = 1; interface I { a: 2 }")).toEqual([]);
});
