import type { Aspect, Routed } from '../../domain/knowledge.ts';
import type { Gazetteer } from './gazetteer.ts';
import type { Piece } from './line.ts';
import { subjectOf } from './subject.ts';
import { personal } from './talk.ts';

/** Words that say what is asked about a game that is named, in whatever order. The first that occurs decides. */
const cues: readonly (readonly [aspect: Aspect, cue: RegExp, enough: boolean])[] = [
  ['howmany', /\b(?:combien (?:de temps|d heures)|how (?:long|many hours)|duree)\b/, false],
  ['rating', /\b(?:meta|metacritic|opencritic|notee?s?|ratings?|rated|reviews?|reviewed|scores?)\b/, true],
  [
    'studio',
    /\b(?:devs?|deve?lop\w*|studios?|editeurs?|edite|publi(?:sh\w*|e)|createurs?|creators?|made|cree)\b/,
    true,
  ],
  ['release', /\b(?:dates?|released?|sorties?|launch\w*|annee|year)\b/, true],
  ['release', /\b(?:sort\w*|out|came|quand|when|annee|year|delayed|repousse|recent|vieux|old)\b/, false],
  [
    'platforms',
    /\b(?:plateformes?|platforms?|consoles?|ports?|portage|dispos?|disponible|available|jouable|playable)\b/,
    false,
  ],
  ['genre', /\b(?:genres?|type|kind|sort of|style)\b/, false],
  [
    'about',
    /\b(?:summary|resume|about|infos?|description|pitch|deal with|gameplay|synopsis|histoire|story|presentation)\b/,
    true,
  ],
  ['about', /\b(?:what|quoi|quel(?:le)?|kesako)\b/, false],
];
const asking =
  /\b(?:qui|quoi|quand|quel(?:le)?s?|combien|where|who|what|when|which|how|est ce qu\w*|c est quoi|y a)\b|^(?:il|elle) est (?:sortie?|dispo)\b|\bou (?:pas|non|c est|c)\b|^(?:is|are|was|were|does|do|did|has|have|can|could|will)\b/;
const short = 6;

/** A question that names a game in words that no rule knows. */
export function guess(
  text: string,
  pieces: readonly Piece[],
  line: string,
  gazetteer: Gazetteer,
): Omit<Routed, 'tier'> | undefined {
  const asked = asking.test(line) || /\?\s*$/.test(text);
  if (personal.test(line) || pieces.length > 20) return undefined;
  for (const [aspect, cue, enough] of cues) {
    const match = cue.exec(line);
    if (match === null || !(asked || (enough && pieces.length <= short))) continue;
    const at = line.slice(0, match.index).split(' ').length - 1;
    const cued = new Set(Array.from({ length: match[0].split(' ').length }, (_, more) => at + more));
    const subject = subjectOf(text, pieces, cued, new Set(), gazetteer);
    const game = subject?.known ?? subject?.within;
    if (subject === undefined || game?.kind !== 'game' || subject.slip || (game.ordinary && !enough)) continue;
    return { route: 'igdb', subject: game.title, aspect, confidence: game.ordinary ? 0.6 : 0.66 };
  }
  return undefined;
}
