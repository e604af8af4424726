import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('a class that extends String leaves no slow strings behind', () => {
  // In a process of its own: what others did to strings before must not count.
  const code = `
    import { runInThisContext } from 'node:vm';
    import { quickenStrings } from ${JSON.stringify(new URL('./redis-client.ts', import.meta.url).href)};
    const areQuick = runInThisContext('() => %HasFastProperties(String.prototype)');
    runInThisContext('(class extends String {})');
    const before = areQuick();
    quickenStrings();
    console.log(before, areQuick());
  `;
  const { stdout } = spawnSync(
    process.execPath,
    ['--no-warnings', '--allow-natives-syntax', '--input-type=module', '-e', code],
    { encoding: 'utf8' },
  );
  expect(stdout.trim()).toBe('false true');
});
