import type { Invocation } from './command.ts';
import type { Outcome } from './outcome.ts';

/** Languages that a viewer can name. */
export const tongues = ['fr', 'en', 'es', 'de', 'it', 'pt', 'nl', 'pl', 'ja', 'ko', 'zh', 'ru', 'ar'] as const;
export type Tongue = (typeof tongues)[number];

/** The translation, or how it ended without one. */
export type Translate = (text: string, target: Tongue, call: Invocation, signal: AbortSignal) => Promise<Outcome>;
