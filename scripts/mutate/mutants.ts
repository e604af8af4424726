import { parseAst } from 'vitest/node';

/** One small defect: what stands at a place of a file, and what stands there instead. */
export interface Mutant {
  readonly start: number;
  readonly end: number;
  readonly instead: string;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

const swaps: Readonly<Record<string, string>> = {
  ...{ '<': '<=', '<=': '<', '>': '>=', '>=': '>', '===': '!==', '!==': '===' },
  ...{ '+': '-', '-': '+', '*': '/', '/': '*', '&&': '||', '||': '&&', '??': '&&' },
  ...{ '++': '--', '--': '++', '+=': '-=', '-=': '+=' },
};
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** Every mutant of a file, in the order of their places. Types, imports and texts are left alone. */
export function mutantsOf(text: string): readonly Mutant[] {
  const found: Mutant[] = [];
  const add = ({ start, end }: Pick<Node, 'start' | 'end'>, instead: string) => found.push({ start, end, instead });

  /** The operator between two operands, or beside one. */
  function swap({ operator }: Node, from: number, until: number) {
    const other = typeof operator === 'string' && Object.hasOwn(swaps, operator) ? swaps[operator] : undefined;
    const at = other === undefined ? -1 : text.slice(from, until).indexOf(String(operator));
    if (at >= 0) add({ start: from + at, end: from + at + String(operator).length }, other!);
  }

  function look(node: Node) {
    const { type, start, end } = node;
    if (/^TS(?!NonNull|As|Satisfies)|^Import|^Export(?:All)/.test(type)) return;
    const { left, right, test, argument, expression, body } = node;
    if (isNode(left) && isNode(right)) swap(node, left.end, right.start);
    else if (type === 'UpdateExpression') swap(node, start, end);
    if (isNode(test) && /^(?:If|Conditional|While)/.test(type)) {
      if (type !== 'WhileStatement') add(test, 'true');
      add(test, 'false');
    }
    if (type === 'UnaryExpression' && node['operator'] === '!' && isNode(argument))
      add(node, text.slice(argument.start, end));
    if (type === 'ReturnStatement' && isNode(argument)) add(argument, 'undefined');
    if (type === 'ExpressionStatement' && isNode(expression) && /Call|Await/.test(expression.type)) add(node, ';');
    if (type === 'ArrowFunctionExpression' && isNode(body) && body.type !== 'BlockStatement') add(body, 'undefined');
    if (type === 'Literal') {
      const { value } = node;
      if (typeof value === 'boolean') add(node, String(!value));
      if (typeof value === 'number') add(node, String(value + 1));
    }
    for (const [key, value] of Object.entries(node)) {
      if (/^type[A-Z]|^returnType/.test(key)) continue;
      for (const each of [value].flat()) if (isNode(each)) look(each);
    }
  }

  look(parseAst(text, { lang: 'ts' }) as unknown as Node);
  return found.toSorted((a, b) => a.start - b.start);
}

export const withMutant = (text: string, { start, end, instead }: Mutant) =>
  `${text.slice(0, start)}${instead}${text.slice(end)}`;
