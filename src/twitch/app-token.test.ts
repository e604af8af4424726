import { expect, test } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { createAppToken } from './app-token.ts';

const day = 24 * 3_600_000;

function someToken({ secret = 'secret' as string | null, fails = false } = {}) {
  const clock = createVirtualClock();
  const state = { issued: 0, fails };
  const learned: string[] = [];
  const token = createAppToken({
    id: async () => ({
      async app() {
        if (state.fails) return { kind: 'unreachable', reason: 'down' } as never;
        const accessToken = `app${++state.issued}`;
        return {
          kind: 'answer',
          value: { accessToken, refreshToken: null, expiresAt: clock.wall() + 60 * day },
        } as never;
      },
    }),
    clientId: 'client',
    secret,
    clock,
    learnSecret: (value) => void learned.push(value),
  });
  return { clock, state, token, learned };
}

test('one application token serves everybody who asks, and is renewed a day before its end', async () => {
  const { clock, state, token, learned } = someToken();
  expect(new Set(await Promise.all(Array.from({ length: 30 }, () => token.get())))).toEqual(new Set(['app1']));
  await clock.advance(58 * day);
  expect(await token.get()).toBe('app1');
  await clock.advance(1.5 * day);
  expect(await token.get()).toBe('app2');
  expect(state.issued).toBe(2);
  expect(learned).toEqual(['app1', 'app2']);
});

test('a token that was refused is replaced once, whoever was refused it, and at most once a minute', async () => {
  const { clock, state, token } = someToken();
  await token.get();
  await clock.advance(61_000);
  expect(await Promise.all([token.get('app1'), token.get('app1'), token.get('app1')])).toEqual([
    'app2',
    'app2',
    'app2',
  ]);
  expect(await token.get('app1')).toBe('app2');
  expect(await token.get('app2')).toBeNull();
  await clock.advance(61_000);
  expect(await token.get()).toBe('app3');
  expect(state.issued).toBe(3);
});

test('without a secret there is none, and nobody is asked', async () => {
  const { state, token } = someToken({ secret: null });
  expect(token.clientId).toBeNull();
  expect(await token.get()).toBeNull();
  expect(state.issued).toBe(0);
});
