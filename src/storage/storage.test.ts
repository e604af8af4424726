import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { collectEvents } from '../../test/support/fakes.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { openStorage } from './storage.ts';

async function tryOpen(url: string, over: { folder?: string; processes?: number } = {}) {
  const clock = createVirtualClock();
  return openStorage({ url, folder: '/', clock, tell: collectEvents().tell, processes: 1, ...over });
}

test.each([
  ['postgres://x', /expected sqlite:FILE, memory:, redis:\/\/HOST or rediss:\/\/HOST/],
  ['', /expected sqlite:FILE/],
  ['sqlite:', /expected a file/],
  ['redis://', /expected redis:\/\/HOST/],
  ['redis://:secret@host/x', /expected redis:\/\/HOST/],
])('%j is refused with what was expected, and without its password', async (url, sentence) => {
  const opened = await tryOpen(url);
  expect(opened.ok ? 'opened' : opened.reason).toMatch(sentence);
  expect(JSON.stringify(opened)).not.toContain('secret');
});

test('a file cannot be shared by several processes, and says so', async () => {
  const opened = await tryOpen('sqlite:a.db', { processes: 3 });
  expect(opened.ok ? 'opened' : opened.reason).toMatch(/processes is 3, but only a store on redis/);
});

test('a relative file counts from the folder, an absolute one does not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'serdabot-open-'));
  try {
    for (const url of ['sqlite:data/a.db', `sqlite:${join(folder, 'b.db')}`]) {
      const opened = await tryOpen(url, { folder });
      if (opened.ok) await opened.storage.close();
    }
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(['b.db', 'data', join('data', 'a.db')]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
