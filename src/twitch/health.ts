import type { Chat } from '../domain/chat.ts';
import type { FleetRole } from '../domain/fleet.ts';
import type { Health } from '../domain/part.ts';

const idle: Record<FleetRole, string> = {
  serving: 'not in a channel yet',
  spare: 'the other processes serve every channel',
  waiting: 'joins when Redis answers, as storage.processes is more than 1',
};

/** Without a channel nobody gets an answer; a spare is as good as any: it serves as soon as another one dies. */
export function chatHealth(chat: Pick<Chat, 'state' | 'joined'>, role: FleetRole | null): Health {
  const state = chat.state();
  const joined = chat.joined();
  if (joined.length > 0) return { state, detail: `in #${joined.join(', #')}`, level: 'ok' };
  const detail = role !== null && { detail: idle[role] };
  const isSpare = role === 'spare' && (state === 'connecting' || state === 'joined');
  return isSpare ? { state: 'spare', ...detail, level: 'ok' } : { state, ...detail, level: 'unready' };
}
