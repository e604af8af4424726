/**
 * Parsing YAML costs more than linear time in nesting and in the number of lexemes, so both are bounded: whoever parses
 * shows every lexeme first, and leaves off as soon as there is too much.
 */
export const maxLexemes = 6000;
const maxDepth = 20;
const maxAliases = 20;
const deep = `is nested more than ${maxDepth} levels deep, expected a few levels`;

/** Too many levels by indentation: two spaces a level; and lists of lists (or keys of keys) on one line. */
export function excessOfLevels(text: string): string | null {
  return /^ {41}/m.test(text) || /^ *(?:[-?][ \t]+){20}/m.test(text) ? deep : null;
}

/** To be asked of each lexeme in turn. */
export function createBounds(): (lexeme: string) => string | null {
  let count = 0;
  let depth = 0;
  let aliases = 0;
  return (lexeme) => {
    if (++count > maxLexemes) return `has more than ${maxLexemes} words and signs, expected a short file`;
    if (lexeme === '[' || lexeme === '{') depth++;
    if (lexeme === ']' || lexeme === '}') depth--;
    if (depth > maxDepth) return deep;
    if (lexeme[0] !== '*' || ++aliases <= maxAliases) return null;
    return `has more than ${maxAliases} aliases (*name), expected the values written out`;
  };
}
