import { describe, expect, test } from 'vitest';
import type { ChatState } from '../domain/chat.ts';
import { createReadiness } from './readiness.ts';

const parts = {
  chat: { state: () => 'joined' as const, joined: () => ['here'] },
  llm: { states: () => [] },
  storage: { state: () => ({ state: 'ok', backend: 'redis' }) as const },
  knowledge: { state: () => [] },
};

test('limits that processes share are a part; without them the bot is degraded and says why', () => {
  let limits: { state: 'ok' | 'degraded'; detail?: string } = { state: 'ok' };
  const ready = createReadiness({ ...parts, limits: () => limits });
  expect(ready()).toMatchObject({ status: 'ready', parts: { limits: { state: 'ok' } } });
  limits = { state: 'degraded', detail: 'late: no answer within 200 ms' };
  expect(ready()).toMatchObject({ status: 'degraded', parts: { limits } });
});

test('limits of one process are no part', () => {
  const { status, parts: said } = createReadiness({ ...parts, limits: () => null })();
  expect([status, Object.keys(said)]).toEqual(['ready', ['chat', 'llm', 'storage', 'knowledge']]);
});

describe('a process of a fleet that is in no channel', () => {
  const of = (state: ChatState, role: 'serving' | 'spare' | 'waiting') => {
    const chat = { state: () => state, joined: () => [] };
    const { status, parts: said } = createReadiness({ ...parts, chat, fleet: () => role })();
    return [status, said.chat.state, said.chat.detail];
  };

  test('is ready where the others serve them all, and says so', () => {
    expect(of('connecting', 'spare')).toEqual(['ready', 'spare', 'the other processes serve every channel']);
  });

  test('is not ready where Twitch does not let it in, or it has a part that it is not in yet', () => {
    expect(of('login refused', 'spare').slice(0, 2)).toEqual(['unready', 'login refused']);
    expect(of('down', 'spare').slice(0, 2)).toEqual(['unready', 'down']);
    expect(of('connecting', 'serving').slice(0, 2)).toEqual(['unready', 'connecting']);
    expect(of('connecting', 'waiting')).toEqual(['unready', 'connecting', expect.stringMatching(/when Redis answers/)]);
  });
});
