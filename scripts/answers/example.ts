import { type AST, RegExpParser } from '@eslint-community/regexpp';

/** A text that a pattern fits, in its plainest reading: the first of several, as few times as it may. */
export function exampleOf(pattern: RegExp): string {
  const parsed = new RegExpParser().parsePattern(pattern.source, 0, pattern.source.length, pattern.flags.includes('u'));
  return written(parsed).replace(/\s+/g, ' ').trim();
}

function written(node: AST.Node): string {
  switch (node.type) {
    case 'Pattern':
    case 'Group':
    case 'CapturingGroup':
      return written(node.alternatives[0]!);
    case 'Alternative':
      return node.elements.map(written).join('');
    case 'Quantifier':
      return written(node.element).repeat(Math.max(node.min, node.max > 0 && isGap(node.element) ? 1 : node.min));
    case 'Character':
      return String.fromCodePoint(node.value);
    case 'CharacterClass':
      return node.negate || node.elements.length === 0 ? ' ' : written(node.elements[0]!);
    case 'CharacterClassRange':
      return String.fromCodePoint(node.min.value);
    case 'CharacterSet':
      return node.kind === 'digit' ? '1' : node.kind === 'word' ? 'a' : ' ';
    default:
      return '';
  }
}

/** "17.*2020" is written with a blank between. */
const isGap = (node: AST.Node) =>
  (node.type === 'CharacterSet' && (node.kind === 'any' || node.kind === 'space')) ||
  (node.type === 'CharacterClass' && node.negate);
