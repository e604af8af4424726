import { schema } from './library.ts';

export type Literal = number | string | boolean | null;
interface Test {
  readonly kind: 'test';
  readonly path: readonly string[];
  readonly op: string;
  readonly values: readonly Literal[];
  /** Where a text may go on: `<` before, `>` after. */
  readonly wild: string;
}
export type Condition = Test | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] };

export interface Query {
  readonly fields: readonly (readonly string[])[];
  readonly search: string | null;
  readonly where: Condition | null;
  readonly sort: { readonly path: readonly string[]; readonly descending: boolean } | null;
  readonly limit: number;
  readonly offset: number;
}

/** A fault of the query, titled as the real service titles it. */
export interface QueryFault {
  readonly fault: string;
  readonly cause: string;
}

class Wrong extends Error {
  readonly title: string;
  constructor(title: string, cause: string) {
    super(cause);
    this.title = title;
  }
}
const syntax = (cause: string) => new Wrong('Syntax Error', cause);

/** Reads a query body. Strict: what the real service would ignore or guess at is a fault here. */
export function parseQuery(text: string): Query | QueryFault {
  try {
    return read(tokensOf(text));
  } catch (error) {
    if (error instanceof Wrong) return { fault: error.title, cause: error.message };
    throw error;
  }
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  const pattern = /\s+|("(?:[^"\\]|\\.)*"?)|(>=|<=|!=|[=<>~&|(),;[\]{}*])|([\w.]+\*?|-\d+)/y;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const found = pattern.exec(text);
    if (!found) throw syntax(`unexpected ${JSON.stringify(text.slice(at, at + 12))} at ${at}`);
    const token = found[1] ?? found[2] ?? found[3];
    if (token !== undefined) tokens.push(token);
  }
  return tokens;
}

function read(tokens: readonly string[]): Query {
  let at = 0;
  const peek = () => tokens[at];
  const next = (what: string) => {
    const token = tokens[at++];
    if (token === undefined) throw syntax(`expected ${what}, the query ends`);
    return token;
  };
  const expect = (wanted: string) => {
    const token = next(`"${wanted}"`);
    if (token !== wanted) throw syntax(`expected "${wanted}", got ${JSON.stringify(token)}`);
  };
  const quoted = (token: string) => token.slice(1, -1).replace(/\\(.)/g, '$1');

  let fields: (readonly string[])[] | undefined;
  let search: string | undefined;
  let where: Condition | undefined;
  let sort: Query['sort'] | undefined;
  let limit: number | undefined;
  let offset: number | undefined;
  const once = (value: unknown, name: string) => {
    if (value !== undefined) throw syntax(`${name} twice`);
  };

  while (at < tokens.length) {
    const word = next('a statement');
    switch (word) {
      case 'fields':
        once(fields, word);
        fields = [pathOf(next('a field'), true)];
        while (peek() === ',') {
          at += 1;
          fields.push(pathOf(next('a field'), true));
        }
        break;
      case 'search': {
        once(search, word);
        const token = next('a text in quotes');
        if (!token.startsWith('"')) throw syntax(`search wants a text in quotes, got ${token}`);
        search = quoted(token);
        break;
      }
      case 'where':
        once(where, word);
        where = either();
        break;
      case 'sort': {
        once(sort, word);
        const path = pathOf(next('a field'), false);
        const way = peek() === ';' ? 'asc' : next('asc or desc');
        if (way !== 'asc' && way !== 'desc') throw syntax(`sort: expected asc or desc, got ${way}`);
        sort = { path, descending: way === 'desc' };
        break;
      }
      case 'limit':
        once(limit, word);
        limit = numberOf(next('a number'), 1, 500, word);
        break;
      case 'offset':
        once(offset, word);
        offset = numberOf(next('a number'), 0, 1e6, word);
        break;
      default:
        throw syntax(`unknown statement ${JSON.stringify(word)}`);
    }
    expect(';');
  }
  if (search !== undefined && sort) throw new Wrong('Invalid Query', 'search and sort cannot be used together');
  return {
    fields: fields ?? [['id']],
    search: search ?? null,
    where: where ?? null,
    sort: sort ?? null,
    limit: limit ?? 10,
    offset: offset ?? 0,
  };

  function either(depth = 0): Condition {
    const parts = [both(depth)];
    for (; peek() === '|'; parts.push(both(depth))) at += 1;
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'or', parts };
  }
  function both(depth: number): Condition {
    const parts = [single(depth)];
    for (; peek() === '&'; parts.push(single(depth))) at += 1;
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'and', parts };
  }
  function single(depth: number): Condition {
    if (depth > 20) throw syntax('too many parentheses');
    if (peek() === '(') {
      at += 1;
      const inside = either(depth + 1);
      expect(')');
      return inside;
    }
    const path = pathOf(next('a field'), false);
    const op = next('a comparison');
    if (!['=', '!=', '>', '>=', '<', '<=', '~'].includes(op)) throw syntax(`unknown comparison ${JSON.stringify(op)}`);
    const lead = peek() === '*' ? next('*') : '';
    const list = ({ '(': ')', '[': ']', '{': '}' } as Record<string, string>)[peek() ?? ''];
    const values: Literal[] = [];
    if (list) {
      at += 1;
      values.push(literal());
      for (; peek() === ','; values.push(literal())) at += 1;
      expect(list);
    } else values.push(literal());
    const tail = peek() === '*' ? next('*') : '';
    return { kind: 'test', path, op, values, wild: `${lead ? '<' : ''}${tail ? '>' : ''}` };
  }
  function literal(): Literal {
    const token = next('a value');
    if (token.startsWith('"')) return quoted(token);
    if (token === 'null') return null;
    if (token === 'true' || token === 'false') return token === 'true';
    if (/^-?\d+(\.\d+)?$/.test(token)) return Number(token);
    throw syntax(`expected a value, got ${JSON.stringify(token)}`);
  }
}

function numberOf(token: string, min: number, max: number, name: string): number {
  const value = Number(token);
  if (!Number.isInteger(value) || value < min || value > max)
    throw syntax(`${name}: expected ${min} to ${max}, got ${token}`);
  return value;
}

function pathOf(token: string, star: boolean): readonly string[] {
  if (star && token === '*') return ['*'];
  const path = token.split('.');
  let kind: string | null = 'game';
  for (const [i, part] of path.entries()) {
    if (star && part === '*' && i === path.length - 1) return path;
    const fields: Readonly<Record<string, string | null>> | undefined = kind === null ? undefined : schema[kind];
    if (!fields || !Object.hasOwn(fields, part)) throw new Wrong('Invalid Field', `no field ${token}`);
    kind = fields[part] ?? null;
  }
  return path;
}
