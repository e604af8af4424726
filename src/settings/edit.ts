import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isNode, isPair, isScalar, isSeq, parseDocument, stringify, type YAMLMap } from 'yaml';

type Path = readonly (string | number)[];
export type Change = readonly [path: Path, value: unknown];

/**
 * The file with those values in it. A value that has a place is written there, one that has none gets a line of its own,
 * and no other byte changes; only where that is not possible the library writes the file anew, with its comments.
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
  const added = withNewKey(text, document, path, value);
  document.setIn(path, document.createNode(value));
  const isRight = added !== null && isDeepStrictEqual(parseDocument(added).toJS(), document.toJS());
  return isRight ? added : toText(document);
}

/** With the key behind the last one of the mapping where it belongs; null: there is no such mapping. */
function withNewKey(text: string, document: Document, path: Path, value: unknown): string | null {
  let depth = path.length - 1;
  while (depth > 0 && !document.hasIn(path.slice(0, depth))) depth--;
  const map: unknown = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
  const [key, ...deeper] = path.slice(depth);
  if (!isMap(map)) return null;
  if (map.flow) {
    const item = deeper.reduceRight((inner, name) => `{ ${name}: ${inner} }`, written(value));
    const end = endOf(map.items.at(-1)) ?? (map.range?.[0] ?? Number.NaN) + 1;
    const rest = text.slice(end);
    return `${text.slice(0, end)}${map.items.length > 0 ? ',' : ''} ${key}: ${item}${map.items.length === 0 && rest.startsWith('}') ? ' ' : ''}${rest}`;
  }
  const indent = indentOf(map, text);
  const end = endOf(map);
  if (indent === null || end === null) return null;
  const newline = text[end - 1] === '\n' ? end - 1 : text.indexOf('\n', end);
  const [before, after] = newline < 0 ? [`${text}\n`, ''] : [text.slice(0, newline + 1), text.slice(newline + 1)];
  const names = [key, ...deeper].map((name, at) => `${indent}${'  '.repeat(at)}${name}:`);
  return `${before}${names.join('\n')} ${written(value)}\n${after}`;
}

function indentOf(map: YAMLMap, text: string): string | null {
  const first = map.items[0]?.key;
  if (!isNode(first) || !first.range) return null;
  const line = text.slice(text.lastIndexOf('\n', first.range[0] - 1) + 1, first.range[0]);
  return /^ *$/.test(line) ? line : null;
}

/** Where the last value of it ends. */
function endOf(node: unknown): number | null {
  if (isPair(node)) return endOf(node.value);
  if ((isMap(node) || isSeq(node)) && !node.flow) return endOf(node.items.at(-1));
  return isNode(node) && node.range ? node.range[1] : null;
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
