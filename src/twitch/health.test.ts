import { describe, expect, test } from 'vitest';
import type { ChatState } from '../domain/chat.ts';
import type { FleetRole } from '../domain/fleet.ts';
import { chatHealth } from './health.ts';

test('in a channel it is ready, whatever its role', () => {
  const chat = { state: () => 'joined' as const, joined: () => ['here', 'there'] };
  expect(chatHealth(chat, null)).toEqual({ state: 'joined', detail: 'in #here, #there', level: 'ok' });
});

describe('a process of a fleet that is in no channel', () => {
  const of = (state: ChatState, role: FleetRole) => {
    const { level, state: said, detail } = chatHealth({ state: () => state, joined: () => [] }, role);
    return [level, said, detail];
  };

  test('is ready where the others serve them all, and says so', () => {
    expect(of('connecting', 'spare')).toEqual(['ok', 'spare', 'the other processes serve every channel']);
  });

  test('is not ready where Twitch does not let it in, or it has a part that it is not in yet', () => {
    expect(of('login refused', 'spare').slice(0, 2)).toEqual(['unready', 'login refused']);
    expect(of('down', 'spare').slice(0, 2)).toEqual(['unready', 'down']);
    expect(of('connecting', 'serving').slice(0, 2)).toEqual(['unready', 'connecting']);
    expect(of('connecting', 'waiting')).toEqual(['unready', 'connecting', expect.stringMatching(/when Redis answers/)]);
  });
});
