import type { Chat } from '../domain/chat.ts';
import type { Llm } from '../domain/llm.ts';
import type { Storage } from '../domain/storage.ts';

interface Part {
  readonly state: string;
  readonly detail?: string;
}

export interface Readiness {
  readonly status: 'ready' | 'degraded' | 'unready';
  readonly parts: Readonly<Record<'chat' | 'llm' | 'storage' | 'knowledge', Part>>;
}

export interface ReadinessParts {
  readonly chat: Pick<Chat, 'state' | 'joined'>;
  readonly llm: Pick<Llm, 'states'>;
  readonly storage: Pick<Storage, 'state'>;
}

/** Unready without chat; degraded when something that is configured does not work; ready otherwise. */
export function createReadiness({ chat, llm, storage }: ReadinessParts): () => Readiness {
  return () => {
    const joined = chat.joined();
    const endpoints = llm.states();
    const good = endpoints.filter((endpoint) => endpoint.state === 'healthy');
    const store = storage.state();
    const degraded = store.state === 'degraded';
    const model: Part =
      endpoints.length === 0
        ? { state: 'off' }
        : {
            state: good.length === endpoints.length ? 'healthy' : good.length > 0 ? 'partly' : 'down',
            detail: endpoints.map(({ name, state }) => `${name}: ${state}`).join(', '),
          };
    const limping = model.state === 'partly' || model.state === 'down' || degraded;
    return {
      status: joined.length === 0 ? 'unready' : limping ? 'degraded' : 'ready',
      parts: {
        chat: { state: chat.state(), ...(joined.length > 0 && { detail: `in #${joined.join(', #')}` }) },
        llm: model,
        storage: { state: degraded ? 'degraded' : store.backend, ...(store.detail && { detail: store.detail }) },
        knowledge: { state: 'off' },
      },
    };
  };
}
