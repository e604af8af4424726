import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { collectEvents } from '../../test/support/fakes.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { createRenewal } from './renewal.ts';
import { readTokenFile, type Token } from './tokens.ts';
import type { Asked, Granted } from './twurple.ts';

const folder = mkdtempSync(join(tmpdir(), 'renewal-'));
const file = join(folder, 'data', 'tokens.json');
const clock = createVirtualClock();
const old: Token = { accessToken: 'a0', refreshToken: 'r0', grant: null };
const minute = 60_000;
let answers: Asked<Granted>[];
let asked: { client: string; secret: string | undefined; refreshToken: string }[];

function create(over: { clientId?: string | null; secret?: string | null } = {}) {
  const { events, tell } = collectEvents();
  const renewed: Token[] = [];
  const renewal = createRenewal({
    file,
    id: async () => ({
      async refresh(client, secret, refreshToken) {
        asked.push({ client, secret, refreshToken });
        return answers.shift() ?? granted(asked.length);
      },
    }),
    clientId: 'mine',
    secret: null,
    command: 'npm run login',
    others: null,
    clock,
    tell,
    learnSecret: () => {},
    onRenewed: (token) => void renewed.push(token),
    ...over,
  });
  return { renewal, renewed, warnings: () => events.map((event) => (event.kind === 'warning' ? event.text : '')) };
}

const granted = (n: number): Asked<Granted> => ({
  kind: 'answer',
  value: { accessToken: `a${n}`, refreshToken: `r${n}`, scopes: [], expiresAt: null },
});

beforeEach(() => {
  answers = [];
  asked = [];
});
afterEach(() => rmSync(dirname(file), { recursive: true, force: true }));

test('those who ask at once, or within the minute, share one request', async () => {
  const { renewal, renewed } = create();
  const all = await Promise.all(Array.from({ length: 50 }, () => renewal.renew(old)));
  expect(new Set(all.map((token) => token?.accessToken))).toEqual(new Set(['a1']));
  expect((await renewal.renew(old))?.accessToken).toBe('a1');
  expect(await renewal.renew(renewed[0]!)).toBeNull();
  expect(asked).toEqual([{ client: 'mine', secret: undefined, refreshToken: 'r0' }]);
  expect(readTokenFile(file)).toMatchObject({ accessToken: 'a1', refreshToken: 'r1' });
  await clock.advance(minute);
  expect((await renewal.renew(renewed[0]!))?.accessToken).toBe('a2');
});

test('an error is told once, and tried again a minute later', async () => {
  const { renewal, warnings } = create();
  answers = Array.from({ length: 3 }, () => ({ kind: 'unreachable', detail: 'ECONNRESET' }) as const);
  for (let i = 0; i < 3; i++) {
    expect(await renewal.renew(old)).toBeNull();
    await clock.advance(minute);
  }
  expect(warnings()).toEqual(['the Twitch token was not refreshed (ECONNRESET); next try in a minute']);
  expect((await renewal.renew(old))?.accessToken).toBe('a4');
});

test('a refusal that is not about the refresh token does not end it', async () => {
  const { renewal } = create();
  answers = [{ kind: 'problem', problem: { status: 403, message: 'invalid client secret' } }];
  expect(await renewal.renew(old)).toBeNull();
  await clock.advance(minute);
  expect(await renewal.renew(old)).not.toBeNull();
});

test('only the application that a token belongs to is asked, and only ours has our secret', async () => {
  const theirs = { clientId: 'theirs', userId: '1', login: 'x', scopes: [], expiresAt: null, obtainedAt: null };
  const { renewal } = create({ secret: 'hush' });
  await renewal.renew({ ...old, grant: theirs });
  await clock.advance(minute);
  await renewal.renew({ accessToken: 'b0', refreshToken: 'q0' });
  expect(asked.map(({ client, secret }) => [client, secret])).toEqual([
    ['theirs', undefined],
    ['mine', 'hush'],
  ]);
  const { renewal: without, warnings } = create({ clientId: null });
  expect(await without.renew(old)).toBeNull();
  expect(warnings()).toEqual([expect.stringContaining('set TWITCH_CLIENT_ID')]);
});

test('where the disk takes nothing, the new token is used, and saved when the disk is back', async () => {
  const { renewal, warnings } = create();
  writeFileSync(dirname(file), 'in the way');
  const fresh = await renewal.renew(old);
  expect(fresh?.accessToken).toBe('a1');
  expect(renewal.unsaved()).toBe(fresh);
  expect(warnings()).toEqual([expect.stringContaining('could not be written')]);
  rmSync(dirname(file));
  await clock.advance(minute);
  expect(renewal.unsaved()).toBeNull();
  expect(readTokenFile(file)?.accessToken).toBe('a1');
});
