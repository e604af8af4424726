import type { CST, Document, ErrorCode, Node, Pair, ParsedNode } from 'yaml';
import {
  Composer,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  Parser,
  visit,
  YAMLParseError,
} from 'yaml';
import { type Fault, type Path, type Position, renderPath } from './file.ts';

const maxAliasCount = 100;

export type Yaml =
  | {
      readonly ok: true;
      readonly value: unknown;
      /** Keys written twice: the rest of the file can still be checked. */
      readonly faults: readonly Fault[];
      readonly locate: Locate;
    }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Where a path's value (or its last key) stands; for what is not there, its nearest parent. */
export type Locate = (path: Path, what?: 'value' | 'key') => Position;

export function parseYaml(file: string, text: string): Yaml {
  const lines = new LineCounter();
  const fault = (offset: number, message: string, path = 'yaml'): Fault => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col), path, message };
  };
  const tokens = tokensOf(text, lines);
  if (typeof tokens === 'string') return { ok: false, faults: [fault(0, tokens)] };
  const document = documentOf(tokens, text.length);
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    const comment = commentIn(text);
    if (comment !== null) {
      return {
        ok: false,
        faults: [fault(comment, '# begins a comment here, expected quotes around the text: "#name"')],
      };
    }
  }
  if (broken.length > 0) return { ok: false, faults: broken.map((error) => fault(error.pos[0], sentence(error.code))) };
  try {
    const value: unknown = document.toJS({ maxAliasCount });
    return {
      ok: true,
      value,
      faults: duplicates(document).map(({ key, path }) =>
        fault(offsetOf(key), 'this key is written twice, expected it once', renderPath(path)),
      ),
      locate: (path, what = 'value') => {
        const { line, col } = lines.linePos(locate(document, path, what));
        return { line: Math.max(1, line), column: Math.max(1, col) };
      },
    };
  } catch {
    // The message would quote the file; only aliases make toJS throw.
    const offset = firstAlias(document);
    return { ok: false, faults: [fault(offset, 'aliases (*name) do not resolve, expected the values written out')] };
  }
}

/** Where a list on one line is cut off by a name that begins with #: `[#serda]`. */
function commentIn(text: string): number | null {
  let start = 0;
  for (const line of text.split('\n')) {
    const at = line.indexOf('#');
    const before = line.slice(0, Math.max(0, at));
    const list = before.lastIndexOf('[');
    const isName = /^[\s,[]\w$/.test(`${before.at(-1)}${line.charAt(at + 1)}`);
    if (list >= 0 && isName && !/["'\]]/.test(before.slice(list)) && !/["']/.test(before)) return start + at;
    start += line.length + 1;
  }
  return null;
}

/** What yaml's parser makes of it, or why there is too much of it. */
function tokensOf(text: string, lines: LineCounter): CST.Token[] | string {
  const levels = excessOfLevels(text);
  if (levels !== null) return levels;
  const isTooMuch = createBounds();
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    const tooMuch = isTooMuch(lexeme);
    if (tooMuch !== null) return tooMuch;
    for (const token of parser.next(lexeme)) tokens.push(token);
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

/**
 * Parsing YAML costs more than linear time in nesting and in the number of lexemes, so both are bounded: whoever parses
 * shows every lexeme first, and leaves off as soon as there is too much.
 */
export const maxLexemes = 6000;
const maxDepth = 20;
const maxAliases = 20;
const deep = `is nested more than ${maxDepth} levels deep, expected a few levels`;

/** Too many levels by indentation: two spaces a level; and lists of lists (or keys of keys) on one line. */
function excessOfLevels(text: string): string | null {
  return /^ {41}/m.test(text) || /^ *(?:[-?][ \t]+){20}/m.test(text) ? deep : null;
}

/** To be asked of each lexeme in turn. */
function createBounds(): (lexeme: string) => string | null {
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

function documentOf(tokens: readonly CST.Token[], length: number): Document.Parsed {
  const composer = new Composer<ParsedNode>({
    // Duplicate keys are looked for by `duplicates`: yaml's own search is quadratic.
    uniqueKeys: false,
    stringKeys: true,
    schema: 'core',
    resolveKnownTags: false,
  });
  // Also of an empty file: `true` asks for a document in any case.
  const [document, second] = composer.compose(tokens, true, length);
  if (second)
    document!.errors.push(new YAMLParseError(second.range.slice(0, 2) as [number, number], 'MULTIPLE_DOCS', ''));
  return document!;
}

function nameOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : '';
}

function offsetOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}

function duplicates(document: Document): { key: unknown; path: Path }[] {
  const found: { key: unknown; path: Path }[] = [];
  visit(document, {
    Map(_, map, ancestors) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        const name = nameOf(key);
        if (seen.has(name)) found.push({ key, path: [...pathOf([...ancestors, map]), name] });
        seen.add(name);
      }
    },
  });
  return found;
}

function pathOf(nodes: readonly unknown[]): Path {
  return nodes.flatMap<string | number>((node, index) => {
    if (isPair(node)) return [nameOf(node.key)];
    return isSeq(node) ? [node.items.indexOf(nodes[index + 1])] : [];
  });
}

function firstAlias(document: Document): number {
  let offset = 0;
  visit(document, {
    Alias(_, alias) {
      offset = offsetOf(alias);
      return visit.BREAK;
    },
  });
  return offset;
}

function locate(document: Document.Parsed, path: Path, what: 'value' | 'key'): number {
  let node: Node | null | undefined = document.contents as ParsedNode | null;
  let offset = offsetOf(node);
  for (const [index, part] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      // The last of two equal keys is the one whose value counts.
      const pair: Pair | undefined = node.items.findLast(({ key }) => nameOf(key) === String(part));
      if (!pair) return offset;
      node = pair.value as Node | null;
      const empty = !node?.range || node.range[0] === node.range[1];
      offset = offsetOf(empty || (what === 'key' && index === path.length - 1) ? pair.key : node);
    } else if (isSeq(node)) {
      const item: unknown = node.items[Number(part)];
      if (!item) return offset;
      node = item as Node;
      offset = offsetOf(node);
    } else return offset;
  }
  return offset;
}

export const sentences: Partial<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'an alias with a tag or an anchor, expected the value written out',
  BAD_ALIAS: 'an incomplete alias, expected quotes around a text that begins with * or &',
  BAD_DQ_ESCAPE: 'an unknown escape after \\ in double quotes, expected \\\\ for a backslash, or single quotes',
  BAD_INDENT: 'wrong indentation, or a bracket not closed above, expected as many spaces as the lines beside it',
  BAD_SCALAR_START: 'a text that begins with a reserved sign, expected quotes around it',
  BLOCK_AS_IMPLICIT_KEY: 'a second ":" on the line, expected quotes around a text with a colon and a space',
  BLOCK_IN_FLOW: 'an indented block between brackets, expected it outside of [ ] or { }',
  KEY_OVER_1024_CHARS: 'a key of more than 1024 characters, expected a short one',
  MISSING_CHAR: 'something is not closed or a sign is missing, expected a ":" , a quote or a bracket here',
  MULTILINE_IMPLICIT_KEY: 'a key over two lines, expected "key: value" on one line',
  MULTIPLE_DOCS: 'a second document after ---, expected only one in the file',
  NON_STRING_KEY: 'a key that is not a text, expected "key: value"',
  RESOURCE_EXHAUSTION: 'nested too deeply, expected a few levels at most',
  TAB_AS_INDENT: 'a tab as indentation, expected spaces',
  TAG_RESOLVE_FAILED: 'a text that begins with ! (a YAML tag), expected quotes around it: "!"',
  UNEXPECTED_TOKEN: 'something that does not belong here, expected "key: value" or a list item "- value"',
};

// yaml's own messages may quote the file, and so a secret.
function sentence(code: ErrorCode): string {
  return sentences[code] ?? 'not valid YAML, expected "key: value" lines indented with spaces';
}
