import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseSync } from 'oxc-parser';
import { listed } from '../../src/outbox/text/one-of.ts';

export interface Expression {
  readonly file: string;
  readonly line: number;
  /** What it can be: one, or one for each text that stands for an escaped one. Empty: not known before it runs. */
  readonly sources: readonly string[];
  readonly flags: string;
  /** As it is written. */
  readonly written: string;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** What stands for a name or a prefix that was escaped: words that repeat, one that does not, and a sign. */
const escaped = ['a', 'aa', 'ab', '#'];

/** Every regular expression of a folder's code: literals, and `new RegExp` of texts that are known without running it. */
export function expressionsIn(folder: string): Expression[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.test)\.(?:ts|m?js)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .flatMap((file) => expressionsOf(relative(folder, file), readFileSync(file, 'utf8')));
}

export function expressionsOf(file: string, code: string): Expression[] {
  const { program, errors } = parseSync(file, code);
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`);
  const values = new Map<string, Node | null>();
  const found: Expression[] = [];
  const grown = new Set([...code.matchAll(/\b(\w+)\.(?:push|unshift|splice)\(/g)].map((match) => match[1]));
  const nodes = nodesIn(program as unknown as Node);
  for (const node of nodes) {
    if (node.type !== 'VariableDeclarator') continue;
    const { name } = node['id'] as { name?: string };
    // Two of one name: neither is known.
    if (name !== undefined)
      values.set(name, values.has(name) || grown.has(name) ? null : ((node['init'] as Node | null) ?? null));
  }
  const add = (node: Node, sources: readonly string[], flags: string) => {
    const line = code.slice(0, node.start).split('\n').length;
    found.push({ file, line, sources, flags, written: code.slice(node.start, node.end) });
  };
  for (const node of nodes) {
    const literal = node['regex'] as { pattern: string; flags: string } | undefined;
    if (node.type === 'Literal' && literal) add(node, [literal.pattern], literal.flags);
    if (!/^(?:New|Call)Expression$/.test(node.type) || (node['callee'] as Node)['name'] !== 'RegExp') continue;
    const [source, flags] = node['arguments'] as Node[];
    const sources = source ? texts(source, values) : [''];
    const known = flags ? texts(flags, values) : [''];
    // `new RegExp(other, flags)`: what is copied is looked at where it stands.
    add(node, known?.length === 1 ? (sources ?? []) : [], known?.[0] ?? '');
  }
  return found;
}

/** The kinds of nodes that are looked at. */
const kinds = /^(?:VariableDeclarator|Literal|NewExpression|CallExpression)$/;

function nodesIn(node: Node, found: Node[] = []): readonly Node[] {
  if (kinds.test(node.type)) found.push(node);
  for (const key in node) {
    const value = node[key];
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) for (const one of value) isNode(one) && nodesIn(one, found);
    else if (isNode(value)) nodesIn(value, found);
  }
  return found;
}
const isNode = (value: unknown): value is Node => typeof (value as Node | null)?.type === 'string';

/** The texts that an expression can be, or null when they are not known. */
function texts(node: Node, values: ReadonlyMap<string, Node | null>): readonly string[] | null {
  const all = (nodes: readonly Node[]) => {
    const each = nodes.map((one) => texts(one, values));
    return each.includes(null) ? null : (each as (readonly string[])[]);
  };
  const glued = (parts: readonly (readonly string[])[]) =>
    parts.reduce<readonly string[]>((left, right) => left.flatMap((a) => right.map((b) => a + b)), ['']);
  const template = (quasi: Node, raw: boolean) => {
    const holes = all(quasi['expressions'] as Node[]);
    const pieces = (quasi['quasis'] as Node[]).map((one) => {
      const value = one['value'] as { raw: string; cooked: string };
      return [raw ? value.raw : value.cooked];
    });
    return holes && glued(pieces.flatMap((piece, i) => (i < holes.length ? [piece, holes[i]!] : [piece])));
  };
  switch (node.type) {
    case 'Literal':
      return typeof node['value'] === 'string' ? [node['value']] : null;
    case 'TemplateLiteral':
      return template(node, false);
    case 'TaggedTemplateExpression': {
      const tag = node['tag'] as Node;
      const raw = template(node['quasi'] as Node, true);
      if (tag['name'] === 'oneOf') return raw?.map(listed) ?? null;
      return ((tag['object'] as Node | undefined)?.['name'] ?? '') === 'String' ? raw : null;
    }
    case 'BinaryExpression': {
      const sides = all([node['left'] as Node, node['right'] as Node]);
      return node['operator'] === '+' && sides ? glued(sides) : null;
    }
    case 'Identifier': {
      const value = values.get(node['name'] as string);
      return value ? texts(value, values) : null;
    }
    case 'CallExpression': {
      const callee = node['callee'] as Node;
      if (callee['name'] === 'escapeRegExp') return escaped;
      const [separator] = node['arguments'] as Node[];
      let list = callee['object'] as Node | undefined;
      if (list?.type === 'Identifier') list = values.get(list['name'] as string) ?? undefined;
      if ((callee['property'] as Node | undefined)?.['name'] !== 'join' || list?.type !== 'ArrayExpression')
        return null;
      const [parts, between] = [all(list['elements'] as Node[]), separator ? texts(separator, values) : [',']];
      return parts && between && glued(parts.flatMap((part, i) => (i === 0 ? [part] : [between, part])));
    }
    default:
      return null;
  }
}
