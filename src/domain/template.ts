import { nearestWord } from '../lib/nearest.ts';
import { parseTemplate, type TemplatePart } from '../lib/template.ts';
import type { Invocation } from './command.ts';
import type { Reply } from './outcome.ts';
import type { Say } from './phrases.ts';

/** A variable of custom commands and timers: `$(name argument)`. */
export interface Variable {
  readonly name: string;
  readonly argument: 'none' | 'optional' | 'required';
  /** With an argument, as somebody would write it: `random 1-100`. */
  readonly example: string;
  /** May cost a model or a source. A text has at most one of these. */
  readonly asks?: true;
  /** What it gives comes from a viewer, a model or a page. */
  readonly isForeign?: true;
  /** Whether an argument can be used, where it is known when the text is saved. */
  isGood?(argument: string): boolean;
  /** What a viewer typed is never expanded again: it comes in through here. */
  value(argument: string, use: TemplateUse, signal: AbortSignal): Promise<string>;
}

/** What a text is expanded for. */
export interface TemplateUse {
  readonly call: Invocation;
  /** Uses of the command, this one included; 0 where nothing is counted. */
  readonly count: number;
}

export interface TemplateFault {
  readonly kind: 'unclosed' | 'nameless' | 'deep' | 'unknown' | 'argument' | 'twice';
  /** The letter at which it starts, from 1. */
  readonly at: number;
  readonly name: string;
  /** The variable that was probably meant. */
  readonly meant: string | null;
  readonly example: string | null;
}

export interface Expanded {
  readonly text: string;
  /** Links whose host stands in the text itself, as they read now. */
  readonly written: readonly string[];
  /** Names behind an `@` that stands in the text itself. */
  readonly mentions: readonly string[];
  /** A viewer, a model or a page had a part in it. */
  readonly isForeign: boolean;
}

/** A text with variables, understood. */
export interface Template {
  /** Whether an expansion may cost a model or a source. */
  readonly asks: boolean;
  readonly variables: ReadonlySet<string>;
  expand(use: TemplateUse, signal: AbortSignal): Promise<Expanded>;
}

export type Compile = (
  text: string,
) => { readonly ok: true; readonly template: Template } | { readonly ok: false; readonly fault: TemplateFault };

/** A line of chat is 499 units; the gate may add a few to vary a line. */
export const longestLine = 480;
const longestValue = 450;

interface Piece {
  readonly text: string;
  /** Whether a moderator wrote it. */
  readonly isWritten: boolean;
}

export function createCompile(variables: () => ReadonlyMap<string, Variable>): Compile {
  function check(parts: readonly TemplatePart[], used: Set<string>): TemplateFault | null {
    for (const part of parts) {
      if (typeof part === 'string') continue;
      const { name, at, argument } = part;
      const variable = variables().get(name);
      const fault = { at, name, meant: null, example: variable?.example ?? null };
      if (!variable) return { ...fault, kind: 'unknown', meant: nearestWord(name, [...variables().keys()]) ?? null };
      if (variable.asks && used.has(name)) return { ...fault, kind: 'twice' };
      used.add(name);
      const deeper = check(argument, used);
      if (deeper) return deeper;
      const isMissing = argument.length === 0 && variable.argument === 'required';
      const isTooMuch = argument.length > 0 && variable.argument === 'none';
      // With a variable in it nobody knows before the command is used.
      const [literal = ''] = argument;
      const isKnown = argument.length === 1 && typeof literal === 'string';
      const isWrong = isKnown && variable.isGood?.(literal as string) === false;
      if (isMissing || isTooMuch || isWrong) return { ...fault, kind: 'argument' };
    }
    return null;
  }

  async function pieces(parts: readonly TemplatePart[], use: TemplateUse, signal: AbortSignal): Promise<Piece[]> {
    return Promise.all(
      parts.map(async (part) => {
        if (typeof part === 'string') return { text: part, isWritten: true };
        const argument = (await pieces(part.argument, use, signal)).map(({ text }) => text).join('');
        const value = await variables().get(part.name)?.value(argument, use, signal);
        return { text: (value ?? '').replace(/\s+/g, ' ').slice(0, longestValue), isWritten: false };
      }),
    );
  }

  return (text) => {
    const parsed = parseTemplate(text);
    if (!parsed.ok)
      return { ok: false, fault: { kind: parsed.fault, at: parsed.at, name: '', meant: null, example: null } };
    const used = new Set<string>();
    const fault = check(parsed.parts, used);
    if (fault) return { ok: false, fault };
    const template: Template = {
      variables: used,
      get asks() {
        return [...used].some((name) => variables().get(name)?.asks);
      },
      async expand(use, signal) {
        const isForeign = [...used].some((name) => variables().get(name)?.isForeign);
        return { ...expanded(await pieces(parsed.parts, use, signal)), isForeign };
      },
    };
    return { ok: true, template };
  };
}

function expanded(pieces: readonly Piece[]): Omit<Expanded, 'isForeign'> {
  const whole = pieces.map(({ text }) => text).join('');
  /** Where each piece that a moderator wrote begins and ends. */
  const written: [number, number][] = [];
  let at = 0;
  for (const { text, isWritten } of pieces) {
    if (isWritten) written.push([at, at + text.length]);
    at += text.length;
  }
  const isWritten = (from: number, to: number) => written.some(([start, end]) => from >= start && to <= end);
  const links: string[] = [];
  for (const { 0: word, index } of whole.matchAll(/\S+/g)) {
    if (!word.includes('.')) continue;
    const scheme = word.indexOf('://');
    const slash = word.indexOf('/', scheme < 0 ? 0 : scheme + 3);
    // A variable may fill the path in, never the host.
    if (isWritten(index, index + (slash < 0 ? word.length : slash + 1))) links.push(word);
  }
  const mentions: string[] = [];
  for (const { 1: name = '', index } of whole.matchAll(/@([\p{L}\p{N}_]{1,25})/gu)) {
    if (isWritten(index, index + 1)) mentions.push(name);
  }
  return { text: cutAtWord(whole.replace(/\s+/g, ' ').trim()), written: links, mentions };
}

function cutAtWord(text: string): string {
  if (text.length <= longestLine) return text;
  const cut = text.slice(0, longestLine);
  const space = cut.lastIndexOf(' ');
  return `${cut.slice(0, space > longestLine / 2 ? space : longestLine)}…`;
}

/** A text as it would be said, though nobody has saved it; a function says what is wrong with it. */
export async function previewed(
  { compile, say }: { readonly compile: Compile; readonly say: Say },
  text: string,
  use: TemplateUse,
  signal: AbortSignal,
): Promise<Reply | (() => string)> {
  const compiled = compile(text);
  if (!compiled.ok) return () => faultText(say, compiled.fault);
  // Whoever may not spend money tries it in chat, where the limits of questions hold.
  if (compiled.template.asks && !use.call.command.asks) return () => say('template.asks');
  const { isForeign, ...said } = await compiled.template.expand(use, signal);
  return { kind: 'reply', source: isForeign ? 'template' : 'bot', ...said };
}

/** What is wrong with a text, as a moderator is told. */
export function faultText(say: Say, { kind, at, name, meant, example }: TemplateFault): string {
  switch (kind) {
    case 'unknown':
      return meant === null ? say('template.unknown', { name, at }) : say('template.meant', { name, at, meant });
    case 'argument':
      return say('template.argument', { name, at, example: `$(${example})` });
    case 'twice':
      return say('template.twice', { name, at });
    default:
      return say(`template.${kind}`, { at });
  }
}
