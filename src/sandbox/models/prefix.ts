import { keep } from '../bounded.ts';
import { piecesOf } from './wire.ts';

/** Remembers prompts as a prefix cache does, and says how many tokens of a new one were already known. */
export function createPrefixCache(least: number, step: number) {
  const seen: string[] = [];
  return (prompt: string): number => {
    let shared = 0;
    for (const known of seen) {
      // Most begin alike, up to the same place.
      if (known.startsWith(prompt.slice(0, shared + 1))) shared = Math.max(shared, common(known, prompt));
    }
    keep(seen, prompt, 64);
    const tokens = piecesOf(prompt.slice(0, shared)).length;
    return tokens < least ? 0 : Math.floor(tokens / step) * step;
  };
}

/** How many characters two texts begin with in common: by halves, for comparing whole texts is quick. */
function common(a: string, b: string): number {
  let least = 0;
  let most = Math.min(a.length, b.length);
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (b.startsWith(a.slice(least, middle), least)) least = middle;
    else most = middle - 1;
  }
  return least;
}
