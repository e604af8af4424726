import type { House } from '../../domain/feature.ts';
import type { PhraseParams } from '../../domain/phrases.ts';

export const phrases = {
  'variables.fetch.none': [],
  'variables.fetch.closed': [],
} as const satisfies PhraseParams;

export interface VariableSettings {
  readonly fetch: { readonly allow: readonly string[] };
}

/** The house, as this feature may use it. */
export type Home = House<typeof phrases, VariableSettings>;
