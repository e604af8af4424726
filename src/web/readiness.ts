import type { Chat } from '../domain/chat.ts';
import type { EndpointReport, Llm } from '../domain/llm.ts';
import type { Storage } from '../domain/storage.ts';

interface Part {
  readonly state: string;
  readonly detail?: string;
}

export interface Readiness {
  readonly status: 'ready' | 'degraded' | 'unready';
  readonly parts: Readonly<Record<'chat' | 'llm' | 'storage' | 'knowledge', Part>> & { readonly limits?: Part };
}

export interface ReadinessParts {
  readonly chat: Pick<Chat, 'state' | 'joined'>;
  readonly llm: Pick<Llm, 'states'>;
  readonly storage: Pick<Storage, 'state'>;
  /** Null where there is one process. */
  readonly fleet?: () => 'serving' | 'spare' | 'waiting' | null;
  /** Null where limits are this process's own. */
  readonly limits?: () => { readonly state: 'ok' | 'degraded'; readonly detail?: string } | null;
  readonly knowledge: { state(): readonly { readonly name: string; readonly state: string }[] };
}

const idle = {
  serving: 'not in a channel yet',
  spare: 'the other processes serve every channel',
  waiting: 'joins when Redis answers, as storage.processes is more than 1',
};

/** Unready without chat; degraded when something that is configured does not work; ready otherwise. */
export function createReadiness({ chat, llm, storage, knowledge, limits, fleet }: ReadinessParts): () => Readiness {
  return () => {
    const joined = chat.joined();
    const role = fleet?.() ?? null;
    // As good as any: it serves as soon as one of the others dies.
    const isSpare = role === 'spare' && ['connecting', 'joined'].includes(chat.state());
    const endpoints = llm.states();
    const good = endpoints.filter(({ state, word }) => state === 'healthy' && !word);
    const untried = endpoints.filter(({ word }) => word === 'not tried yet');
    const store = storage.state();
    const sources = knowledge.state();
    const asked = sources.filter(({ state }) => state === 'ok' || state === 'failing');
    const failing = asked.filter(({ state }) => state === 'failing');
    const shared = limits?.() ?? null;
    const degraded = store.state === 'degraded';
    const model: Part =
      endpoints.length === 0
        ? { state: 'off' }
        : {
            state: modelState(endpoints.length, good.length, untried.length),
            detail: endpoints.map(describe).join(', '),
          };
    const limping =
      model.state === 'partly' ||
      model.state === 'down' ||
      degraded ||
      failing.length > 0 ||
      shared?.state === 'degraded';
    return {
      status: joined.length === 0 && !isSpare ? 'unready' : limping ? 'degraded' : 'ready',
      parts: {
        chat:
          joined.length > 0
            ? { state: chat.state(), detail: `in #${joined.join(', #')}` }
            : { state: isSpare ? 'spare' : chat.state(), ...(role !== null && { detail: idle[role] }) },
        llm: model,
        storage: { state: degraded ? 'degraded' : store.backend, ...(store.detail && { detail: store.detail }) },
        knowledge: {
          state:
            asked.length === 0
              ? 'not tried yet'
              : failing.length === 0
                ? 'ok'
                : failing.length < asked.length
                  ? 'partly'
                  : 'down',
          detail: sources.map(({ name, state }) => `${name}: ${state}`).join(', '),
        },
        ...(shared && { limits: shared }),
      },
    };
  };
}

/** Healthy is what has answered; what nobody has tried may be. */
function modelState(all: number, good: number, untried: number): string {
  if (good + untried < all) return good + untried > 0 ? 'partly' : 'down';
  return good > 0 ? 'healthy' : 'not tried yet';
}

function describe({ name, state, word, detail }: EndpointReport): string {
  if (word) return `${name}: ${word}${detail ? `: ${detail}` : ''}`;
  return `${name}: ${state}${detail ? ` (${detail})` : ''}`;
}
