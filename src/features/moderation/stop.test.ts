import { expect, test } from 'vitest';
import { aLine } from '../../../test/support/fakes.ts';
import { aHouse } from '../../../test/support/house.ts';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import type { House } from '../../domain/feature.ts';
import { moderation } from './index.ts';
import { moderationSettings } from './settings.ts';

/** A link, which the bot acts on; and a stop while that is under way. */
async function stopWhile(chat: Partial<House['chat']>): Promise<void> {
  const clock = createVirtualClock();
  const settings = () => moderationSettings.parse({ links: { on: true } });
  const parts = await moderation.create(aHouse({ clock, settings, chat }));
  await parts.start?.();
  expect(parts.guard?.passes(aLine('https://evil.com/x'))).toBe(false);
  await clock.advance(1_000);
  const stopped = parts.stop?.();
  await clock.advance(1_500);
  await stopped;
}

test('a stop waits a moment for an act that Twitch does not answer, which is lost then', async () => {
  const ends: string[] = [];
  await stopWhile({
    moderate: (_channel, _order, signal) =>
      new Promise((resolve) => {
        signal?.addEventListener('abort', () => {
          ends.push('lost');
          resolve({ kind: 'lost', reason: 'the bot stops' });
        });
      }),
  });
  expect(ends).toEqual(['lost']);
});

test('a stop does not wait for the word about a line that was deleted', async () => {
  await stopWhile({ announce: () => new Promise(() => {}) });
});
