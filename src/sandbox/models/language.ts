export type Tongue = 'fr' | 'en';

const french =
  /\b(je|j|tu|il|elle|on|nous|vous|le|la|les|un|une|des|du|de|d|et|ou|est|es|suis|sont|c|qu|que|qui|quoi|quel|quelle|quels|quelles|comment|pourquoi|combien|salut|bonjour|bonsoir|coucou|merci|stp|svp|ca|ce|cette|mon|ma|mes|ton|ta|tes|moi|toi|pas|plus|blague|avec|pour|sur|dans|oui|non|fait|font|fois|divise|parle|raconte|donne|dis|aime|jeu|wesh|cc|slt|bjr|mdr|ouais|ok merci)\b/g;
const english =
  /\b(i|you|he|she|it|we|they|the|a|an|of|to|is|are|am|was|were|do|does|did|what|who|whom|when|where|why|how|which|hello|hi|hey|yo|thanks|thank|please|pls|my|your|me|and|or|not|joke|with|for|on|in|yes|no|can|could|will|would|should|times|divided|tell|give|say|like|game|much|many|good|morning|evening|lol|whats|im|about)\b/g;

/** Lower case, without accents, straight apostrophes turned to spaces: what the rules of the answerer match on. */
export function plain(text: string): string {
  const letters = /^[\0-\x7f]*$/.test(text) ? text : text.normalize('NFKD').replace(/\p{M}/gu, '');
  return letters
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/[’'‘`]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** French or English, by the small words; `null` when the text gives no sign of either. */
export function tongueOf(text: string): Tongue | null {
  const words = plain(text);
  const accents = text.match(/[éèêëàâùûîïôçœ]/giu)?.length ?? 0;
  const fr = (words.match(french)?.length ?? 0) + accents * 2;
  const en = words.match(english)?.length ?? 0;
  if (fr === en) return null;
  return fr > en ? 'fr' : 'en';
}
