import { type Document, isMap, isNode, isScalar, isSeq, parseDocument, stringify } from 'yaml';

type Path = readonly (string | number)[];
export type Change = readonly [path: Path, value: unknown];

/**
 * The file with those values in it. A value that has a place is written there, and no other byte changes; for one that
 * has none the library writes the file anew, with its comments.
 */
export function withValues(text: string, changes: readonly Change[]): string {
  return changes.reduce((before, [path, value]) => withValue(before, path, value), text);
}

function withValue(text: string, path: Path, value: unknown): string {
  const document = parseDocument(text);
  const node = document.getIn(path, true);
  const hasPlace = isNode(node) && (isScalar(node) || ((isSeq(node) || isMap(node)) && node.flow));
  if (hasPlace && node.range) {
    const [from, to] = node.range;
    return text.slice(0, from) + written(value) + text.slice(to);
  }
  document.setIn(path, document.createNode(value));
  return toText(document);
}

/** As it stands between other text, also within `{ ... }`. */
function written(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  if (typeof value !== 'string') return JSON.stringify(value);
  const plain = stringify(value, { lineWidth: 0 }).trimEnd();
  return plain === value && /^[\w./-]+$/.test(value) ? value : JSON.stringify(value);
}

const toText = (document: Document) => document.toString({ lineWidth: 0, flowCollectionPadding: true });

/** The endpoint named `local`, or a new one in front: the first that is asked. */
export function withModel(text: string, { url, model }: { readonly url: string; readonly model: string }): string {
  const document = parseDocument(text);
  const endpoints: unknown = document.getIn(['llm', 'endpoints']);
  const values: unknown[] = isSeq(endpoints) ? endpoints.toJS(document) : [];
  const at = values.findIndex((one) => (one as { name?: unknown } | null)?.name === 'local');
  const has = (key: string) => document.hasIn(['llm', 'endpoints', at, key]);
  if (at >= 0 && has('url') && has('model')) {
    return withValues(text, [
      [['llm', 'endpoints', at, 'url'], url],
      [['llm', 'endpoints', at, 'model'], model],
    ]);
  }
  document.setIn(['llm', 'endpoints'], document.createNode([{ name: 'local', url, model }, ...values]));
  return toText(document);
}

/** `.env` with that variable set; every other line stays. */
export function withVariable(text: string, name: string, value: string): string {
  const line = `${name}=${value}`;
  const lines = text.split('\n');
  const at = lines.findIndex((one) => one.replace(/^export /, '').startsWith(`${name}=`));
  if (at >= 0) return lines.with(at, line).join('\n');
  const before = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  return `${before}${line}\n`;
}

export interface ChangedLine {
  readonly sign: '-' | '+';
  readonly text: string;
}

/** Lines taken away and added, in reading order, by the longest common subsequence. */
export function changedLines(before: string, after: string): readonly ChangedLine[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  // common[i][j]: how many lines a from i on and b from j on share.
  const common = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i]![j] = a[i] === b[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
    }
  }
  const changed: ChangedLine[] = [];
  for (let [i, j] = [0, 0]; i < a.length || j < b.length; ) {
    if (i < a.length && j < b.length && a[i] === b[j]) [i, j] = [i + 1, j + 1];
    else if (j >= b.length || (i < a.length && common[i + 1]![j]! >= common[i]![j + 1]!)) {
      changed.push({ sign: '-', text: a[i++]! });
    } else changed.push({ sign: '+', text: b[j++]! });
  }
  return changed;
}
