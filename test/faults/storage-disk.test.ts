import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStorage } from '../../src/storage/storage.ts';
import { collectEvents } from '../support/fakes.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

const tools = { mount: '/bin/mount', unmount: '/bin/umount' };

/** A file system of 2 MiB, or null where this user may not mount one. */
function mountSmall(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'serdabot-small-'));
  try {
    execFileSync(tools.mount, ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return null;
  }
}

function unmount(folder: string) {
  execFileSync(tools.unmount, ['-l', folder]);
  rmSync(folder, { recursive: true });
}

function mayMount(): boolean {
  const folder = mountSmall();
  if (folder) unmount(folder);
  else process.stderr.write('The disk-full test is skipped: only root may mount a small file system\n');
  return folder !== null;
}

describe.skipIf(!mayMount())('when the disk is full', () => {
  let folder: string;
  beforeEach(() => {
    folder = mountSmall()!;
  });
  afterEach(() => unmount(folder));

  test('writes are refused, reads go on, old data is intact, and all is well when there is room again', async () => {
    const clock = createVirtualClock();
    const { events, tell } = collectEvents();
    const opened = await openStorage({ url: 'sqlite:bot.db', folder, clock, tell, processes: 1 });
    if (!opened.ok) throw new Error(opened.reason);
    const { records, cache, state, close } = opened.storage;
    const talks = cache('talks');
    for (let i = 0; i < 50; i++) expect(await records.set(`old/${i}`, 'x'.repeat(1_000))).toMatchObject({ ok: true });

    const filler = join(folder, 'filler');
    const { bavail, bsize } = statfsSync(folder);
    writeFileSync(filler, Buffer.alloc(bavail * bsize));
    // What the write-ahead log has room for may still be taken, and then counts.
    const taken: string[] = [];
    const reasons = new Set<string>();
    for (let i = 0; i < 100; i++) {
      const answer = await records.set(`new/${i}`, 'x'.repeat(20_000));
      if (answer.ok) taken.push(`new/${i}`);
      else reasons.add(answer.reason);
    }
    expect([...reasons]).toEqual(['full']);
    expect(await talks.set('a', 'x'.repeat(20_000), 60_000)).toMatchObject({ ok: false, reason: 'full' });
    expect(state()).toMatchObject({ state: 'degraded', backend: 'sqlite' });
    expect(await records.get('old/49')).toMatchObject({ ok: true, value: { value: 'x'.repeat(1_000) } });
    expect(events.map(({ kind }) => kind)).toEqual(['warning']);

    rmSync(filler);
    await clock.advance(1_000);
    expect(state()).toEqual({ state: 'ok', backend: 'sqlite' });
    expect(events.map(({ kind }) => kind)).toEqual(['warning', 'lifecycle']);
    expect(await records.set('after', 1)).toMatchObject({ ok: true });
    await close();

    const file = new DatabaseSync(join(folder, 'bot.db'));
    expect(file.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    const keys = file.prepare('SELECT key FROM records').all();
    expect(keys.map(({ key }) => key)).toEqual(
      [...Array.from({ length: 50 }, (_, i) => `old/${i}`), ...taken, 'after'].sort(),
    );
    file.close();
  });
});
