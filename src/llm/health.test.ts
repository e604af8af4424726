import { expect, test } from 'vitest';
import type { EndpointReport } from '../domain/llm.ts';
import { modelHealth } from './health.ts';

test('the model is healthy when something has answered, and no word is said of what nobody has tried', () => {
  const untried: EndpointReport = { name: 'local', state: 'healthy', word: 'not tried yet' };
  const detail = 'OPENAI_API_KEY is not set';
  const keyless: EndpointReport = { name: 'openai', state: 'disabled', word: 'off', detail };
  const good: EndpointReport = { name: 'other', state: 'healthy' };
  expect(modelHealth([untried])).toEqual({ level: 'ok', state: 'not tried yet', detail: 'local: not tried yet' });
  expect(modelHealth([untried, good]).state).toBe('healthy');
  expect(modelHealth([good, keyless])).toEqual({
    level: 'degraded',
    state: 'partly',
    detail: 'other: healthy, openai: off: OPENAI_API_KEY is not set',
  });
  expect(modelHealth([keyless])).toMatchObject({ level: 'degraded', state: 'down' });
  expect(modelHealth([])).toEqual({ level: 'ok', state: 'off' });
});
