import { beforeEach, expect, test } from 'vitest';
import type { Grant, Token } from '../../src/twitch/tokens.ts';
import type { Asked, Granted } from '../../src/twitch/twurple.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { type DeviceLoginEnd, loginByDevice } from './device-login.ts';

const clock = createVirtualClock();
const problem = (status: number, message: string) => ({ kind: 'problem', problem: { status, message } }) as const;
const away = { kind: 'unreachable', detail: 'ECONNRESET' } as const;
const pending = problem(400, 'authorization_pending');
const granted: Granted = { accessToken: 'a', refreshToken: 'r', scopes: ['chat:read'], expiresAt: null };
const grant: Grant = {
  clientId: 'c',
  userId: '900',
  login: 'serdabot',
  scopes: ['chat:read'],
  expiresAt: null,
  obtainedAt: null,
};

let looks: number[];
let troubles: string[];
let kept: Token[];
let stopping: AbortController;
beforeEach(() => {
  looks = [];
  troubles = [];
  kept = [];
  stopping = new AbortController();
});

/** `answers` to the looks in order; the last one stays. */
function begin(answers: readonly Asked<Granted>[], validations: readonly Asked<Grant | null>[] = []) {
  const startedAt = clock.now();
  let validated = 0;
  return loginByDevice({
    id: {
      device: async () => ({
        kind: 'answer',
        value: {
          deviceCode: 'd',
          userCode: 'ABCDEFGH',
          verificationUri: 'https://t.example',
          expiresInMs: 60_000,
          intervalMs: 5_000,
        },
      }),
      async exchange() {
        looks.push((clock.now() - startedAt) / 1000);
        return answers[Math.min(looks.length, answers.length) - 1]!;
      },
      validate: async () => validations[validated++] ?? { kind: 'answer', value: grant },
    },
    clientId: 'c',
    scopes: ['chat:read'],
    clock,
    signal: stopping.signal,
    onCode: () => {},
    onWait: (_, trouble) => trouble && troubles.at(-1) !== trouble && troubles.push(trouble),
    onToken: (token) => void kept.push(token),
  });
}

async function end(login: Promise<DeviceLoginEnd>): Promise<DeviceLoginEnd> {
  await clock.advance(90_000);
  return login;
}

test('it is looked as often as Twitch allows, and less often when Twitch asks for it', async () => {
  const answer = { kind: 'answer', value: granted } as const;
  const ended = await end(begin([pending, problem(400, 'slow_down'), pending, answer]));
  expect(ended).toMatchObject({ kind: 'done', token: { accessToken: 'a', grant: { login: 'serdabot' } } });
  expect(looks).toEqual([5, 10, 20, 30]);
  expect(kept.map((token) => token.grant?.login)).toEqual([undefined, 'serdabot']);
});

test('trouble with the network is shown and waited out', async () => {
  const ended = await end(begin([away, problem(503, 'sorry'), pending, { kind: 'answer', value: granted }]));
  expect(ended.kind).toBe('done');
  expect(troubles).toEqual(['ECONNRESET', '503 sorry']);
});

test.each([
  ['access_denied', 'denied'],
  ['invalid device code', 'denied'],
  ['invalid client', 'failed'],
])('%s is %s', async (message, kind) => {
  expect((await end(begin([pending, problem(400, message)]))).kind).toBe(kind);
  expect(looks).toHaveLength(2);
});

test('a code that nobody types expires, also when Twitch says so first', async () => {
  expect((await end(begin([pending]))).kind).toBe('expired');
  looks = [];
  const gone = problem(400, 'invalid device code');
  expect((await end(begin([...Array.from({ length: 10 }, () => pending), gone]))).kind).toBe('expired');
});

test('stopping ends the wait at once', async () => {
  const login = begin([pending]);
  await clock.advance(1_000);
  stopping.abort();
  expect(await login).toEqual({ kind: 'stopped' });
});

test('a token is kept although nobody can say whose it is', async () => {
  const ended = await end(begin([{ kind: 'answer', value: granted }], [away, away, away]));
  expect(ended).toEqual({ kind: 'done', token: { accessToken: 'a', refreshToken: 'r' } });
  expect(kept).toHaveLength(1);
});
