import { spawn } from 'node:child_process';
import { once as event } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createOnce } from '../../src/fleet/once.ts';
import { createBackups } from '../../src/storage/backups.ts';
import { createOnlyOne } from '../../src/storage/jobs.ts';
import { createRetention } from '../../src/storage/retention.ts';
import { openStorage } from '../../src/storage/storage.ts';
import { collectEvents } from '../support/fakes.ts';
import { patientClock } from '../support/patient-clock.ts';
import { findRedis } from '../support/real-parts.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { type OpenScripts, openSharedScripts } from '../support/shared-scripts.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

const program = findRedis();
const dayMs = 86_400_000;

describe.skipIf(!program)('processes that share one Redis', () => {
  let redis: RedisServer;
  let shared: OpenScripts;
  let folder: string;
  beforeAll(async () => {
    redis = await startRedis(program!);
    shared = await openSharedScripts(redis.url);
  });
  afterAll(async () => {
    shared.close();
    await redis[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    await redis.command('FLUSHALL');
    folder = mkdtempSync(join(tmpdir(), 'serdabot-turns-'));
    return () => rmSync(folder, { recursive: true });
  });

  const turnOf = (name: string, leaseMs?: number) => {
    const once = createOnce(shared.scripts, 'serdabot:{turns}', name);
    return createOnlyOne(once, leaseMs);
  };
  function keeper(name: string, { clock = createVirtualClock(), leaseMs = 900_000, make = async () => {} } = {}) {
    const { events, tell } = collectEvents();
    const backups = createBackups({
      url: redis.url,
      folder,
      // A machine of its own.
      backups: join(folder, name),
      keepDays: 3,
      at: '04:30',
      onlyOne: turnOf(name, leaseMs),
      clock,
      tell,
      async make({ to }) {
        await make();
        writeFileSync(join(folder, `${basename(to)}-by-${name}`), '');
        return { file: to };
      },
    });
    return { backups, clock, events };
  }
  const made = () => readdirSync(folder).length;

  test('make one backup a day together, and each knows how old it is', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => keeper(name));
    for (let day = 1; day <= 3; day++) {
      await Promise.all([a!, b!, c!].map(({ backups }) => backups.run()));
      for (const { backups } of [a!, b!, c!]) await backups.catchUp();
      expect(made()).toBe(day);
      for (const { events, backups } of [a!, b!, c!]) {
        expect(events.at(-1)).toMatchObject({ kind: 'backup' });
        expect(backups.trouble()).toBeNull();
      }
      for (const { clock } of [a!, b!, c!]) await clock.advance(dayMs);
    }
  });

  test('take it over from one that was killed before it was made', async () => {
    const script = `
      import { openSharedScripts } from ${JSON.stringify(import.meta.resolve('../support/shared-scripts.ts'))};
      import { createOnce } from ${JSON.stringify(import.meta.resolve('../../src/fleet/once.ts'))};
      import { createOnlyOne } from ${JSON.stringify(import.meta.resolve('../../src/storage/jobs.ts'))};
      import { createBackups } from ${JSON.stringify(import.meta.resolve('../../src/storage/backups.ts'))};
      const { scripts } = await openSharedScripts(${JSON.stringify(redis.url)});
      const once = createOnce(scripts, 'serdabot:{turns}', 'dying');
      const wall = () => ${createVirtualClock().wall()};
      await createBackups({
        url: '', folder: '', backups: '/nowhere', keepDays: 3, at: '04:30', clock: { wall }, tell() {},
        onlyOne: createOnlyOne(once, 700),
        make: () => new Promise(() => console.log('begun')),
      }).run();`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const { backups } = keeper('b');
    try {
      await event(child.stdout, 'data');
      await backups.run();
      expect(made()).toBe(0);
    } finally {
      child.kill('SIGKILL');
    }
    await event(child, 'close');
    await expect.poll(() => backups.catchUp().then(made), { interval: 100 }).toBe(1);
  });

  test('leave a failed one to whoever tries next, and say so until there is one', async () => {
    const make = () => Promise.reject(new Error('no room'));
    const [a, b] = [keeper('a', { make, leaseMs: 50 }), keeper('b', { leaseMs: 50 })];
    await a.backups.run();
    expect(a.backups.trouble()).toMatch(/no room/);
    await expect.poll(() => b.backups.catchUp().then(made), { interval: 20 }).toBe(1);
    await a.backups.catchUp();
    expect([a.backups.trouble(), made()]).toEqual([null, 1]);
  });

  test('let go of what is too old once an hour together, with one entry in the audit', async () => {
    const clock = createVirtualClock();
    const opened = await openStorage({ url: redis.url, folder, clock: patientClock, tell() {}, processes: 2 });
    if (!opened.ok) throw new Error(opened.reason);
    const { storage } = opened;
    let scrubs = 0;
    const scrub = async () => {
      scrubs++;
      return { ok: true, value: null } as const;
    };
    const clean = createRetention({
      storage: { ...storage, scrub },
      days: 30,
      clock,
    });
    const old = new Date(clock.wall() - 40 * dayMs).toISOString().slice(0, 10);
    for (let i = 0; i < 5; i++) await storage.records.set(`audit/${old}/${i}`, { i });
    const turns = ['a', 'b'].map((name) => turnOf(name));
    for (let hour = 0; hour < 2; hour++) {
      await Promise.all(turns.map((turn) => turn(`retention/${hour}`, async () => String(await clean()))));
      const left = await storage.records.list('audit/');
      expect(left.ok && left.value.records).toMatchObject([{ value: { act: 'expired', records: 5 } }]);
      expect(scrubs).toBe(hour + 1);
    }
    await storage.close();
  });
});
