import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeBackup, verify } from '../../src/storage/backup.ts';
import { openStorage } from '../../src/storage/storage.ts';
import { openEnd } from '../../src/storage/transfer-end.ts';
import { findRedis } from '../support/real-parts.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';

// A copy that is brought back is there as a whole or not at all, whenever the one who brings it is killed.

const program = findRedis();
const child = fileURLToPath(import.meta.resolve('../../scripts/crash/restore.ts'));
const count = 2_000;
const entries = 200;
const kills = 2;
let redis: RedisServer | null = null;
beforeAll(async () => {
  redis = program ? await startRedis(program) : null;
});
afterAll(() => redis?.[Symbol.asyncDispose]());

for (const kind of ['sqlite', 'redis'] as const) {
  describe.skipIf(kind === 'redis' && !program)(`a restore into ${kind}`, () => {
    test('that is killed at a random point leaves the old store or the new one, and every opt-out', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'serdabot-restore-'));
      const url = kind === 'redis' ? redis!.url : 'sqlite:bot.db';
      const copies = { old: join(folder, 'old.db'), new: join(folder, 'new.db') };
      const target = async () => {
        const end = await openEnd(url, folder, 'write');
        return Object.assign(end, { [Symbol.asyncDispose]: end.close });
      };
      async function fill(mark: string) {
        await using end = await target();
        await end.clear();
        const value = JSON.stringify({ mark, padding: 'x'.repeat(200) });
        await end.putRows(Array.from({ length: count }, (_, i) => ({ key: `r/${i}`, value, version: i + 1 })));
        // Of the old ones there are more: none of them may be left among the new.
        const some = Array.from({ length: mark === 'old' ? entries : entries / 2 }, (_, i) => `${mark}${i}`);
        await end.putEntries(some.map((key) => ({ cache: 'talks', key, text: '1', expiresAt: Date.now() + 600_000 })));
        await end.commit();
      }
      async function look() {
        await using end = await target();
        const marks = new Map<string, number>();
        const outs: string[] = [];
        for await (const { key, value } of end.rows()) {
          const { mark } = JSON.parse(value) as { mark?: string };
          if (mark) marks.set(mark, (marks.get(mark) ?? 0) + 1);
          else outs.push(key);
        }
        for await (const { key } of end.entries()) {
          const mark = `talks of ${key.replace(/\d+$/, '')}`;
          marks.set(mark, (marks.get(mark) ?? 0) + 1);
        }
        return { state: Object.fromEntries(marks), outs };
      }
      const states = {
        old: { old: count, 'talks of old': entries },
        new: { new: count, 'talks of new': entries / 2 },
      };

      try {
        for (const mark of ['new', 'old'] as const) {
          await fill(mark);
          await makeBackup({ url, folder, to: copies[mark] });
        }
        let was: 'old' | 'new' = 'old';
        let took = 0;
        for (let n = 0; n <= kills; n++) {
          const opened = await openStorage({ url, folder, tell() {}, processes: 1 });
          if (!opened.ok) throw new Error(opened.reason);
          expect(await opened.storage.records.set(`optout/${n}`, 1)).toMatchObject({ ok: true });
          await opened.storage.close();

          const wall = Date.UTC(2026, 10, 1 + n);
          const other = was === 'old' ? 'new' : 'old';
          const killed = spawn(process.execPath, [child, copies[other], url, folder, String(wall)], {
            stdio: ['ignore', 'pipe', 'inherit'],
          });
          const closed = once(killed, 'close');
          try {
            await once(killed.stdout, 'data');
            const begun = performance.now();
            // The first one is let be: it says how long it takes.
            await (n === 0 ? closed : Promise.race([closed, pause(took * (0.3 + Math.random() * 0.7))]));
            if (n === 0) took = performance.now() - begun;
          } finally {
            killed.kill('SIGKILL');
          }
          await closed;

          const { state, outs } = await look();
          const which = state['new'] ? 'new' : 'old';
          if (n === 0) expect(which).toBe('new');
          expect(state, `kill ${n}`).toEqual(states[which]);
          expect(outs.sort()).toEqual(Array.from({ length: n + 1 }, (_, i) => `optout/${i}`).sort());
          // What was there is found under its name, or is still there.
          const kept = readdirSync(folder).filter(
            (name) => name.includes('before-restore') && !/part|-journal/.test(name),
          );
          for (const name of kept) expect(verify(join(folder, name)).records).toBeGreaterThanOrEqual(count);
          if (which !== was) expect(kept).toHaveLength(1);
          for (const name of kept) rmSync(join(folder, name));
          was = which;
        }
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }, 120_000);
  });
}

test.skipIf(!program)(
  'what an interrupted restore has put aside ends by itself, and a bot sees none of it',
  async () => {
    await redis!.command('FLUSHALL');
    const end = await openEnd(redis!.url, '/', 'write');
    await end.putRows([{ key: 'a', value: '1', version: 1 }]);
    await end.clear();
    await end.putRows([{ key: 'b', value: '2', version: 2 }]);
    await end.putEntries([{ cache: 'talks', key: 'viewer/7/x', text: '1', expiresAt: Date.now() + 60_000 }]);
    const asides = (await redis!.command('KEYS', 'serdabot:staged:*')) as string[];
    expect(asides).toHaveLength(4);
    for (const key of asides) expect(Number(await redis!.command('PTTL', key))).toBeGreaterThan(0);
    const opened = await openStorage({ url: redis!.url, folder: '/', tell() {}, processes: 1 });
    if (!opened.ok) throw new Error(opened.reason);
    const page = await opened.storage.records.list('');
    expect(page.ok && page.value.records.map(({ key }) => key)).toEqual(['a']);
    expect(await opened.storage.gather('viewer/')).toEqual({ ok: true, value: [] });
    await opened.storage.close();
    await end.close();
    expect(await redis!.command('KEYS', 'serdabot:staged:*')).toEqual([]);
  },
);
