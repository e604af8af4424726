import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Storage } from '../../src/domain/storage.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { openStorage } from '../../src/storage/storage.ts';
import { collectEvents } from '../support/fakes.ts';
import { findRedis } from '../support/real-parts.ts';
import { freePort, startRedis } from '../support/redis.ts';

const program = findRedis();
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const wait = { interval: 50 };

describe.skipIf(!program)('a Redis that the bot cannot use: the state says why, from the start and for as long', () => {
  let storage: Storage | undefined;
  let folder: string;
  let cleanUps: (() => unknown)[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'serdabot-causes-'));
    cleanUps = [];
  });
  afterEach(async () => {
    await storage?.close();
    storage = undefined;
    for (const cleanUp of cleanUps) await cleanUp();
    rmSync(folder, { recursive: true, force: true });
  });

  async function expectCause(url: string, cause: string) {
    const { events, tell } = collectEvents();
    let probes = 0;
    /** Probes come sooner; the first attempt to connect, and each call, have the time that a busy machine needs. */
    const soon: typeof systemClock.after = (ms, then) => {
      if (ms !== 500) return systemClock.after(ms * 20, then);
      probes++;
      return systemClock.after(20, then);
    };
    const clock = { ...systemClock, after: soon };
    const opened = await openStorage({ url, folder, tell, clock, processes: 1 });
    if (!opened.ok) throw new Error(opened.reason);
    storage = opened.storage;
    const detail = () => storage!.state().detail ?? '';
    expect(detail()).toContain(cause);
    expect(events.filter(({ kind }) => kind === 'warning').length).toBe(1);
    expect(JSON.stringify(events)).toContain(cause);
    // After commands and probes that found no connection, too.
    for (let i = 0; i < 3; i++) {
      expect(await storage.records.set('key', i)).toMatchObject({ ok: false });
      await expect.poll(detail, wait).toContain(cause);
    }
    const before = probes;
    await expect.poll(() => probes, wait).toBeGreaterThan(before + 3);
    expect(detail()).toContain(cause);
    expect(events.length).toBe(1);
  }
  async function redisWith(...options: string[]) {
    const redis = await startRedis(program!, ...options);
    cleanUps.push(() => redis[Symbol.asyncDispose]());
    return redis;
  }

  test('a wrong password', async () => {
    const redis = await redisWith();
    await redis.command('ACL', 'SETUSER', 'bot', 'on', '>right', '~*', '+@all');
    await expectCause(redis.url.replace('//', '//bot:wrong@'), 'the user name or password in storage.url is wrong');
  });

  test('no password where one is wanted', async () => {
    const redis = await redisWith();
    await redis.command('CONFIG', 'SET', 'requirepass', 'secret');
    await expectCause(redis.url, 'the user name or password in storage.url is wrong');
  });

  test('TLS to a plain port', async () => {
    const redis = await redisWith();
    await expectCause(redis.url.replace('redis:', 'rediss:'), 'if this port speaks no TLS, write redis://');
  });

  test.skipIf(!hasOpenssl)('no TLS to a TLS port', async () => {
    const server = await tlsServer();
    await expectCause(
      `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
      'if this port wants TLS, write rediss://',
    );
  });

  test.skipIf(!hasOpenssl)('a certificate that nobody here has signed', async () => {
    const server = await tlsServer();
    await expectCause(`rediss://127.0.0.1:${(server.address() as AddressInfo).port}`, 'its certificate is not trusted');
  });

  async function tlsServer() {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-keyout', key, '-out', cert];
    execFileSync('openssl', [...made, ...subject], { stdio: 'ignore' });
    const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (socket) => {
      socket.on('error', () => {});
    });
    server.on('tlsClientError', () => {});
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    cleanUps.push(() => server.close());
    return server;
  }

  test('one server of a cluster, with all of its slots or with half of them', async () => {
    const redis = await redisWith('--cluster-enabled', 'yes');
    await redis.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await expect.poll(() => redis.command('CLUSTER', 'INFO'), wait).toContain('cluster_state:ok');
    await expectCause(redis.url, 'Redis Cluster is not supported');
    await storage!.close();
    await redis.command('CLUSTER', 'DELSLOTSRANGE', '0', '8000');
    await expectCause(redis.url, 'Redis Cluster is not supported');
  });

  test('a Sentinel', async () => {
    const redis = await redisWith();
    const port = await freePort();
    const file = join(folder, 'sentinel.conf');
    writeFileSync(file, `port ${port}\nbind 127.0.0.1\nsentinel monitor main 127.0.0.1 ${redis.port} 1\n`);
    const sentinel = spawn(program!, [file, '--sentinel'], { stdio: ['ignore', 'pipe', 'ignore'] });
    cleanUps.push(() => sentinel.kill('SIGKILL'));
    await once(sentinel.stdout, 'data');
    await expect
      .poll(async () => {
        await storage?.close();
        const opened = await openStorage({ url: `redis://127.0.0.1:${port}`, folder, tell() {}, processes: 1 });
        if (opened.ok) storage = opened.storage;
        return storage?.state().detail;
      }, wait)
      .not.toContain('ECONNREFUSED');
    await storage?.close();
    await expectCause(`redis://127.0.0.1:${port}`, 'this is a Sentinel');
  });
});
