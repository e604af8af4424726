import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';
import { expect, test } from 'vitest';
import { quickenStrings } from './quick-strings.ts';

test('a class that extends String leaves no slow strings behind', () => {
  setFlagsFromString('--allow-natives-syntax');
  const areQuick = runInThisContext('() => %HasFastProperties(String.prototype)') as () => boolean;
  runInThisContext('(class extends String {})');
  expect(areQuick()).toBe(false);
  quickenStrings();
  expect(areQuick()).toBe(true);
});
