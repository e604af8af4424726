import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { anEndpoint, type Some, someSettings } from '../../../test/support/fakes.ts';
import type { EndpointSettings, Settings } from '../../domain/settings.ts';
import { loadConfiguration } from '../../settings/load.ts';
import { nightWarnings } from './night.ts';

const price = { in: 0.25, cached: 0.025, out: 2 };
const paid = (over: Some<EndpointSettings> = {}) =>
  anEndpoint('openai', 'https://api.openai.com/v1', { price, ...over });
const nothing = { day: null, channel: null, viewer: null };

function warnings(endpoints: EndpointSettings[], budget: Partial<Settings['budget']> = {}, env = {}, cap = 4) {
  const base = someSettings();
  const settings = {
    ...base,
    llm: { ...base.llm, endpoints },
    budget: { ...nothing, tokens: nothing, ...budget },
    rate_limiting: { ...base.rate_limiting, max_requests_per_user_hour: 20 },
  };
  const limits = { cap, maxHistoryMessages: 10, responseTimeout: null, modelName: null };
  const told = nightWarnings({ configuration: { settings, limits }, env, promptCharacters: 12_000, replyTokens: 220 });
  return told.map(({ text }) => text);
}

describe('a night without a budget', () => {
  test('costs at most what the slots can ask for, at the price of the longest prompt and answer', () => {
    const [text, ...more] = warnings([paid()]);
    expect(more).toEqual([]);
    // 12,000 in at 0.25 and 1,260 out at 2 dollars per million: 0.552 cents; 4 slots for 14,400 calls of 2 s each.
    expect(text).toContain('no budget holds endpoint openai: a night could cost up to 317.96 USD');
    expect(text).toContain('360 viewers with 20 commands an hour are enough');
    expect(text).toContain('one viewer alone costs up to 0.89 USD');
    expect(text).toContain('Set budget.day, in cents');
  });

  test('counts no more calls to an endpoint than it takes at once', () => {
    expect(warnings([paid({ max_concurrency: 1 })])[0]).toContain('up to 79.49 USD');
    const both = [paid({ max_concurrency: 1 }), paid({ name: 'other', price: { in: 0, cached: null, out: 1 } })];
    // 14,400 calls at 0.552 cents and 43,200 at 0.126.
    expect(warnings(both)[0]).toContain('endpoints openai, other: a night could cost up to 133.92 USD');
  });

  test('of an endpoint without a price is told in tokens, which only a budget of tokens holds', () => {
    const unpriced = [paid({ price: null })];
    expect(warnings(unpriced, { day: 100 })[0]).toMatch(
      /without a price what it costs is unknown: .* 764 million tokens/,
    );
    expect(warnings(unpriced, { tokens: { ...nothing, day: 1_000_000 } })).toEqual([]);
  });

  test.each<[string, ReturnType<typeof warnings>]>([
    ['a budget of the day', warnings([paid()], { day: 100 })],
    ['a budget of the channel', warnings([paid()], { channel: 100 })],
    ['a budget of tokens', warnings([paid()], { tokens: { ...nothing, day: 5 } })],
    ['a model of the house', warnings([anEndpoint('local', 'http://127.0.0.1:1234/v1')])],
    ['a price of nothing', warnings([paid({ price: { in: 0, cached: 0, out: 0 } })])],
    ['a key that is not set', warnings([paid({ api_key_env: 'KEY' })])],
  ])('is no news with %s', (_, said) => expect(said).toEqual([]));

  test('is news with a key, and with a budget that holds each viewer only', () => {
    expect(warnings([paid({ api_key_env: 'KEY' })], {}, { KEY: 'sk-1' })).toHaveLength(1);
    expect(warnings([paid()], { viewer: 10 })).toHaveLength(1);
  });
});

test('the shipped configuration holds a day to a dollar, so that it has nothing to warn of', async () => {
  const file = join(import.meta.dirname, '..', '..', '..', 'config.yaml');
  const loaded = await loadConfiguration(file, {}, []);
  if (!loaded.ok) throw new Error('config.yaml has faults');
  const { configuration } = loaded;
  expect(configuration.settings.budget.day).toBe(100);
  const env = { OPENAI_API_KEY: 'sk-1' };
  expect(nightWarnings({ configuration, env, promptCharacters: 12_000, replyTokens: 220 })).toEqual([]);
});
