import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { commandOfImage, missingTools } from './image/build.ts';

test('where the tools are not there, they are named and nothing fails', async () => {
  const place = mkdtempSync(join(tmpdir(), 'serdabot-image-test-'));
  const [one, other] = ['one', 'other'].map((name) => join(place, name));
  for (const folder of [one!, other!]) mkdirSync(folder);
  writeFileSync(join(one!, 'buildah'), '');
  writeFileSync(join(other!, 'npm'), '');
  expect(missingTools([one, other].join(delimiter)).slice(0, 2)).toEqual(['debootstrap', 'chroot']);
  const script = join(import.meta.dirname, 'image.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, '--json'], { env: { PATH: place } });
  expect(JSON.parse(stdout)).toMatchObject({
    holds: true,
    missing: expect.arrayContaining(['buildah', 'debootstrap']),
  });
  rmSync(place, { recursive: true });
});

test('what the image runs is read from the Dockerfile', () => {
  expect(commandOfImage().slice(-3)).toEqual(['src/start.mjs', '--config', '/config/config.yaml']);
});
