import { expect, test } from 'vitest';
import { aCall } from '../../../test/support/fakes.ts';
import { withoutEmotes } from './emotes.ts';

test('a question is read without its emotes, and emotes alone stay', () => {
  const call = aCall({ name: 'ask', aliases: [], level: 'viewer', run: async () => ({ kind: 'ignored' }) }, '');
  const asked = (args: string) => withoutEmotes({ args, message: { ...call.message, emotes: ['Journey'] } });
  expect(asked('Journey quand est sorti hades')).toBe('quand est sorti hades');
  expect(asked('quand est sorti journey')).toBe('quand est sorti journey');
  expect(asked('Journey')).toBe('Journey');
});
