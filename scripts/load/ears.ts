import type { Phrases } from '../../src/settings/phrases.ts';

/** What a line of the bot is to whoever reads it. */
export type Heard =
  | { readonly kind: 'answer' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'refused'; readonly gate: string; readonly viewers: number };

const same = (text: string) => text.normalize('NFKC').replace(/[’']/g, "'").replace(/\s+/g, ' ').trim();
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Tells answers from refusals by the words that the bot was given for them. */
export function createEars(wordings: NonNullable<Phrases['fr']>): (text: string) => Heard {
  const known = Object.entries(wordings).flatMap(([key, variants]) => {
    const [, group, rest] = /^(refused|failed)\.(\w+)$/.exec(key) ?? [];
    return group && rest
      ? [variants].flat().map((wording) => ({ group, rest, pattern: patternOf(String(wording)) }))
      : [];
  });
  return (text) => {
    const plain = same(text);
    for (const { group, rest, pattern } of known) {
      const match = pattern.exec(plain);
      if (!match) continue;
      if (group === 'failed') return { kind: 'failed' };
      const viewers = match.groups?.['names']?.split(',').length ?? 1;
      return { kind: 'refused', gate: rest, viewers };
    }
    return { kind: 'answer' };
  };
}

function patternOf(wording: string): RegExp {
  const parts = same(wording).split(/\{(\w+)\}/);
  const source = parts.map((part, i) => (i % 2 === 0 ? escaped(part) : `(?<${part}>.+?)`)).join('');
  return new RegExp(`^${source}$`, 'u');
}
