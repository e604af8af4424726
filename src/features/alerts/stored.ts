import type { OpenDocuments } from '../../domain/documents.ts';
import { merged, nothing, type State, stateSchema } from './incidents.ts';

export interface StoredState {
  /** As this process knows it. */
  now(): State;
  /** Changes what all processes of the bot know; this process's own copy where the store does not answer. */
  change(next: (now: State) => State | null): Promise<State>;
}

/** Of no channel: alerts are about the bot. No login has this sign. */
const everywhere = '*';

/** A store that is away is one of the things to tell, so this process goes on without it. */
export function createStored(documents: OpenDocuments): StoredState {
  const stored = documents<State>('alerts', stateSchema, nothing);
  let own = nothing;
  /** What the store does not have yet. */
  let isAhead = false;

  return {
    now: () => own,
    async change(next) {
      const done = await stored.change(everywhere, (now) => {
        if (!isAhead) return next(now);
        const both = merged(now, own);
        return next(both) ?? both;
      });
      if (done.ok) own = done.value;
      else own = next(own) ?? own;
      isAhead = !done.ok;
      return own;
    },
  };
}
