import { Lexer } from 'yaml';

/**
 * Parsing YAML costs more than linear time in nesting and in the number of lexemes, so both are bounded before it.
 * The lexer alone is linear, and is left as soon as there is too much.
 */
export const maxLexemes = 6000;
const maxDepth = 20;
const maxAliases = 20;
const deep = `is nested more than ${maxDepth} levels deep, expected a few levels`;

export function excess(text: string): string | null {
  // Two spaces a level; and lists of lists (or keys of keys) on one line.
  if (/^ {41}/m.test(text) || /^ *(?:[-?][ \t]+){20}/m.test(text)) return deep;
  let count = 0;
  let depth = 0;
  let aliases = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (++count > maxLexemes) return `has more than ${maxLexemes} words and signs, expected a short file`;
    if (lexeme === '[' || lexeme === '{') depth++;
    if (lexeme === ']' || lexeme === '}') depth--;
    if (depth > maxDepth) return deep;
    if (lexeme[0] === '*' && ++aliases > maxAliases) {
      return `has more than ${maxAliases} aliases (*name), expected the values written out`;
    }
  }
  return null;
}
