import type { FallbackMode } from '../../domain/settings.ts';
import type { Say } from '../phrases.ts';
import type { Rung } from './rung.ts';

export interface PhraseParts {
  readonly say: Say;
  readonly fallbackMode: () => FallbackMode;
}

/** The last rung. A refusal has words of its own. */
export function createPhraseRung({ say, fallbackMode }: PhraseParts): Rung {
  return async (_asking, fallen) => {
    const mode = fallbackMode();
    if (mode === 'silent' || fallen?.kind === 'refused') return null;
    return { kind: 'reply', source: 'phrase', phrase: fallen?.reason ?? 'no_endpoint', text: say(`failed.${mode}`) };
  };
}
