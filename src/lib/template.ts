/** What a text with variables is made of: text as it stands, and variables. */
export type TemplatePart = string | TemplateVariable;

export interface TemplateVariable {
  readonly name: string;
  readonly argument: readonly TemplatePart[];
  /** Where it starts, counted from 1. */
  readonly at: number;
}

export type ParsedTemplate =
  | { readonly ok: true; readonly parts: readonly TemplatePart[] }
  | { readonly ok: false; readonly fault: 'unclosed' | 'nameless' | 'deep'; readonly at: number };

const name = /[a-z][a-z0-9_]{0,30}|[1-9]:?/iy;
const mostDepth = 2;

/** Where parsing goes on, or what is wrong. */
type Read =
  | { readonly parts: readonly TemplatePart[]; readonly end: number }
  | { readonly fault: 'unclosed' | 'nameless' | 'deep'; readonly at: number };

/**
 * Reads `$(name argument)` and `${name.argument}`; an argument may have variables in it, one level deep. A `$` before
 * anything else is text. One pass over the text.
 */
export function parseTemplate(text: string): ParsedTemplate {
  const read = readParts(text, 0, null, 0);
  return 'fault' in read ? { ok: false, ...read } : { ok: true, parts: read.parts };
}

/** `close`: what ends the argument that is read; null: the text does. */
function readParts(text: string, from: number, close: ')' | '}' | null, depth: number): Read {
  const open = close === ')' ? '(' : '{';
  const parts: TemplatePart[] = [];
  let literal = '';
  let brackets = 0;
  let at = from;
  for (; at < text.length; at++) {
    const sign = text[at]!;
    if (sign === '$' && (text[at + 1] === '(' || text[at + 1] === '{')) {
      const variable = readVariable(text, at, depth + 1);
      if ('fault' in variable) return variable;
      if (literal !== '') parts.push(literal);
      literal = '';
      parts.push(variable.variable);
      at = variable.end - 1;
      continue;
    }
    if (close !== null && sign === open) brackets++;
    if (sign === close && brackets-- === 0) break;
    literal += sign;
  }
  if (close !== null && at >= text.length) return { fault: 'unclosed', at: from };
  if (literal !== '') parts.push(literal);
  return { parts, end: at + 1 };
}

function readVariable(text: string, at: number, depth: number) {
  const close = text[at + 1] === '(' ? ')' : '}';
  if (depth > mostDepth) return { fault: 'deep', at: at + 1 } as const;
  name.lastIndex = at + 2;
  const found = name.exec(text)?.[0];
  if (found === undefined) return { fault: 'nameless', at: at + 1 } as const;
  const behind = at + 2 + found.length;
  const next = text[behind];
  if (next === undefined) return { fault: 'unclosed', at: at + 1 } as const;
  if (next !== close && next !== '.' && next.trim() !== '') return { fault: 'nameless', at: at + 1 } as const;
  const read = readParts(text, next === close ? behind : behind + 1, close, depth);
  if ('fault' in read) return read.fault === 'unclosed' ? ({ fault: 'unclosed', at: at + 1 } as const) : read;
  const variable: TemplateVariable = { name: found.toLowerCase(), argument: trimmed(read.parts), at: at + 1 };
  return { variable, end: read.end };
}

function trimmed(parts: readonly TemplatePart[]): readonly TemplatePart[] {
  const last = parts.length - 1;
  return parts
    .map((part, i) => {
      if (typeof part !== 'string') return part;
      const begun = i === 0 ? part.trimStart() : part;
      return i === last ? begun.trimEnd() : begun;
    })
    .filter((part) => part !== '');
}
