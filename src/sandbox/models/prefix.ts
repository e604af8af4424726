import { keep } from '../bounded.ts';
import { piecesOf } from './wire.ts';

/** Remembers prompts as a prefix cache does, and says how many tokens of a new one were already known. */
export function createPrefixCache(least: number, step: number) {
  const seen: string[] = [];
  return (prompt: string): number => {
    const shared = seen.reduce((most, known) => Math.max(most, common(known, prompt)), 0);
    keep(seen, prompt, 64);
    const tokens = piecesOf(prompt.slice(0, shared)).length;
    return tokens < least ? 0 : Math.floor(tokens / step) * step;
  };
}

function common(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  return at;
}
