import { expect, test } from 'vitest';
import { toChatMessage } from './chat-line.ts';

const line = (text: string, emotes: string) =>
  toChatMessage(
    { raw: '', prefix: 'anna!anna@anna', command: 'PRIVMSG', params: ['#my_channel', text], tags: { id: '1', emotes } },
    0,
  )!;

test('emotes are known by the places that Twitch gives, which count whole characters', () => {
  expect(line('😂 Journey quand est sorti hades catJAM', '25:2-8/1902:32-37').emotes).toEqual(['Journey', 'catJAM']);
  expect(line('quand est sorti journey', '').emotes).toBeUndefined();
  expect(line('\u0001ACTION Kappa là\u0001', '25:0-4').emotes).toEqual(['Kappa']);
  expect(line('court', '25:90-99').emotes).toBeUndefined();
});
