import { describe, expect, test } from 'vitest';
import type { ChatState } from '../domain/chat.ts';
import type { EndpointReport } from '../domain/llm.ts';
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

test('the model is healthy when something has answered, and no word is said of what nobody has tried', () => {
  const of = (...states: EndpointReport[]) => {
    const { status, parts: said } = createReadiness({ ...parts, llm: { states: () => states } })();
    return [status, said.llm.state, said.llm.detail];
  };
  const untried: EndpointReport = { name: 'local', state: 'healthy', word: 'not tried yet' };
  const detail = 'OPENAI_API_KEY is not set';
  const keyless: EndpointReport = { name: 'openai', state: 'disabled', word: 'off', detail };
  expect(of(untried)).toEqual(['ready', 'not tried yet', 'local: not tried yet']);
  expect(of(untried, { name: 'other', state: 'healthy' })[1]).toBe('healthy');
  expect(of({ name: 'other', state: 'healthy' }, keyless)).toEqual([
    'degraded',
    'partly',
    'other: healthy, openai: off: OPENAI_API_KEY is not set',
  ]);
  expect(of(keyless).slice(0, 2)).toEqual(['degraded', 'down']);
});

test('knowledge is as good as those of its sources that were asked', () => {
  const of = (...states: string[]) => {
    const knowledge = { state: () => states.map((state, n) => ({ name: `source ${n}`, state })) };
    const { status, parts: said } = createReadiness({ ...parts, knowledge })();
    return [status, said.knowledge.state];
  };
  expect(of('not tried yet', 'no credentials')).toEqual(['ready', 'not tried yet']);
  expect(of('ok', 'not tried yet')).toEqual(['ready', 'ok']);
  expect(of('ok', 'failing')).toEqual(['degraded', 'partly']);
  expect(of('failing', 'no credentials')).toEqual(['degraded', 'down']);
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
