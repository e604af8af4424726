const keyed = /^([a-z][\w.-]*(?: [\w.-]+)*):(?: (.*))?$/i;
const quoted = /^(?:"(?:[^"\\\x00-\x1f]|\\["\\])*"|'[^'\x00-\x1f]*')/;
/** Ends with the line or with a comment; begins with a letter or a picture, and has nothing that YAML could take for a sign. */
const plain =
  /^[A-Za-zÀ-ɏ(\u{1f000}-\u{1ffff}](?:[^\x00-\x20\x7f-\xa0\u2028\u2029\ufeff:#]|:(?! |$)|(?<! )#| (?! |#|$))*/u;
/** The same between brackets, where fewer signs are text. */
const plainInside = /^[A-Za-z][\w./-]*/;
const number = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?(?![\w.:+-])/;
const address = /^\d{1,3}(?:\.\d{1,3}){3}(?![\w.:+-])/;
const special: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['null', null],
  ['true', true],
  ['false', false],
]);
/** Words that older or other readers take for something else are not read here. */
const isOdd = (text: string) => !special.has(text) && special.has(text.toLowerCase());
/** YAML's own reader counts words and signs, and refuses a file that has too many: below this it never does. */
const mostValues = 700;
const deepest = 8;

interface Row {
  readonly indent: number;
  readonly text: string;
}

const unindented = (text: string) => text.replace(/^ +/, '');

class NotPlain extends Error {}
function bail(): never {
  throw new NotPlain();
}

/**
 * The value of a file in the plain YAML that people write: nested keys, lists, texts, numbers, and what stands between
 * brackets on one line. Null: anything else, also anything wrong; YAML's own parser reads that, and says where it is. To
 * load that parser takes longer than to join a chat, and to read with it twenty times as long as here.
 */
export function plainYaml(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const rows = rowsOf(text);
    if (rows.length === 0) return {};
    const reader = createReader(rows);
    const value = reader.mapping(0, 0);
    return reader.isAtEnd() ? value : null;
  } catch (error) {
    if (error instanceof NotPlain) return null;
    throw error;
  }
}

function rowsOf(text: string): Row[] {
  if (/[^\n\x20-\x7e\xa1-\ufefe\uff00-\uffff]/.test(text)) bail();
  const lines = text.split('\n');
  if (lines.length > mostValues) bail();
  const rows: Row[] = [];
  for (const written of lines) {
    const indent = written.search(/[^ ]/);
    if (indent < 0 || written[indent] === '#') continue;
    let end = written.length;
    while (written[end - 1] === ' ') end--;
    rows.push({ indent, text: written.slice(indent, end) });
  }
  return rows;
}

function createReader(rows: readonly Row[]) {
  let at = 0;
  let values = 0;

  function block(parent: number, depth: number): unknown {
    const next = rows[at];
    if (!next || next.indent <= parent) {
      // A list may stand as far left as its key: rare, and left to the parser.
      return next?.indent === parent && next.text.startsWith('-') ? bail() : null;
    }
    return next.text.startsWith('- ') ? list(next.indent, depth) : mapping(next.indent, depth);
  }

  function list(indent: number, depth: number): unknown[] {
    const items: unknown[] = [];
    for (let row = rows[at]; row && row.indent >= indent; row = rows[at]) {
      if (row.indent > indent || !row.text.startsWith('- ')) bail();
      const inner = unindented(row.text.slice(2));
      if (keyed.test(inner)) items.push(mapping(indent + row.text.length - inner.length, depth + 1, inner));
      else {
        at++;
        items.push(scalar(inner, depth + 1));
        if ((rows[at]?.indent ?? 0) > indent) bail();
      }
    }
    return items;
  }

  /** `first`: what stands behind the dash of a list. */
  function mapping(indent: number, depth: number, first?: string): Record<string, unknown> {
    if (depth > deepest) bail();
    const found = new Map<string, unknown>();
    let text = first;
    for (let row = rows[at]; row && (text !== undefined || row.indent >= indent); row = rows[at]) {
      if (text === undefined && row.indent > indent) bail();
      const [, key, written] = keyed.exec(text ?? row.text) ?? bail();
      const value = unindented(written ?? '');
      text = undefined;
      if (key === undefined || special.has(key.toLowerCase()) || found.has(key)) bail();
      at++;
      const isOpen = value.startsWith('#') || value === '';
      found.set(key, isOpen ? block(indent, depth + 1) : scalar(value, depth + 1));
      if (!isOpen && (rows[at]?.indent ?? 0) > indent) bail();
    }
    return Object.fromEntries(found);
  }

  /** One value and the end of its line. */
  function scalar(text: string, depth: number): unknown {
    const [value, end] = valueAt(text, 0, depth, false);
    return /^(?: +(?:#.*)?)?$/.test(text.slice(end)) ? value : bail();
  }

  function valueAt(text: string, from: number, depth: number, isInside: boolean): readonly [unknown, number] {
    if (++values + rows.length > mostValues || depth > deepest) bail();
    if (text[from] === '[') return flow(text, from, depth, ']');
    if (text[from] === '{') return flow(text, from, depth, '}');
    const [read, kind] = readAt(text, from, isInside);
    const end = from + read.length;
    if (kind === 'number') return [Number(read), end];
    if (kind === 'quoted') return [read.startsWith("'") ? read.slice(1, -1) : JSON.parse(read), end];
    if (isOdd(read)) bail();
    return [kind === 'plain' && special.has(read) ? special.get(read) : read, end];
  }

  function readAt(text: string, from: number, isInside: boolean) {
    const rest = text.slice(from);
    const patterns = { quoted, address, number, plain: isInside ? plainInside : plain } as const;
    for (const kind of ['quoted', 'address', 'number', 'plain'] as const) {
      const read = patterns[kind].exec(rest)?.[0];
      if (read !== undefined) return [read, kind] as const;
    }
    return bail();
  }

  /** A list or a mapping between brackets. */
  function flow(text: string, from: number, depth: number, close: ']' | '}'): readonly [unknown, number] {
    const items: unknown[] = [];
    const found = new Map<string, unknown>();
    const after = (index: number) => index + /^ */.exec(text.slice(index))![0].length;
    let index = after(from + 1);
    for (let isFirst = true; text[index] !== close; isFirst = false) {
      if (!isFirst) {
        if (text[index] !== ',') bail();
        index = after(index + 1);
      }
      let key: string | null = null;
      if (close === '}') {
        key = /^([a-z][\w.-]*): /i.exec(text.slice(index))?.[1] ?? bail();
        if (special.has(key.toLowerCase()) || found.has(key)) bail();
        index = after(index + key.length + 1);
      }
      const [value, end] = valueAt(text, index, depth + 1, true);
      if (key === null) items.push(value);
      else found.set(key, value);
      index = after(end);
      // "a b" goes on, and so does a text in quotes that is followed by anything.
      if (text[index] !== ',' && text[index] !== close) bail();
    }
    return [close === ']' ? items : Object.fromEntries(found), index + 1];
  }

  return { mapping, isAtEnd: () => at === rows.length };
}
