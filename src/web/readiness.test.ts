import { expect, test } from 'vitest';
import type { Health } from '../domain/part.ts';
import { plainly, readinessOf } from './readiness.ts';

const part = (name: string, level: Health['level']) => ({ name, health: () => ({ state: `${name} state`, level }) });

test('the bot is as bad as the worst of its parts, and says of each how it is', () => {
  const parts = [part('chat', 'ok'), part('llm', 'degraded'), { name: 'features' }];
  expect(readinessOf(parts).parts).toMatchObject({ chat: { level: 'ok' }, llm: { level: 'degraded' } });
  expect(plainly(readinessOf(parts))).toEqual({
    status: 'degraded',
    parts: { chat: { state: 'chat state' }, llm: { state: 'llm state' } },
  });
  expect(readinessOf([...parts, part('other', 'unready')]).status).toBe('unready');
  expect(readinessOf([part('chat', 'ok')]).status).toBe('ready');
});

test('a part that has nothing to say now is not shown', () => {
  expect(readinessOf([{ name: 'limits', health: () => null }]).parts).toEqual({});
});
