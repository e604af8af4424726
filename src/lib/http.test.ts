import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const src = join(import.meta.dirname, '..');

test('what asks and serves over http does not load fetch, which an idle bot has no use for', () => {
  const script = `
    await import(${JSON.stringify(join(src, 'twitch/plain-http.ts'))});
    await import(${JSON.stringify(join(src, 'web/server.ts'))});
    process.stdout.write(process.moduleLoadList.filter((name) => /undici/.test(name)).join());`;
  const told = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(told).toBe('');
});

test('no file of the bot imports a value from node:http', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('sandbox'),
  );
  const wrong = files.filter((file) =>
    /^import (?!type )[^;]*from 'node:http';/m.test(readFileSync(join(src, file), 'utf8')),
  );
  expect(wrong).toEqual([]);
});
