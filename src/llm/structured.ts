import { type Tone, tones } from '../domain/llm.ts';
import { own } from '../lib/own.ts';

export interface Structured {
  readonly text: string;
  readonly tone?: Tone;
  readonly confidence?: number;
}

/** What a server that can holds the model to. */
export const answerFormat = {
  type: 'json_schema',
  json_schema: {
    name: 'answer',
    strict: true,
    schema: {
      type: 'object',
      properties: {
        answer: { type: 'string' },
        tone: { type: 'string', enum: [...tones] },
        confidence: { type: 'number' },
      },
      required: ['answer', 'tone', 'confidence'],
      additionalProperties: false,
    },
  },
} as const;

/** The same for an answer that is one of these. */
export const choiceFormat = (choices: readonly string[]) => ({
  type: 'json_schema' as const,
  json_schema: {
    name: 'choice',
    strict: true,
    schema: {
      type: 'object',
      properties: { answer: { type: 'string', enum: [...choices] } },
      required: ['answer'],
      additionalProperties: false,
    },
  },
});

/** What the object around an answer takes, in tokens. */
export const formatTokens = 40;

/** More of an answer is never said. */
const longestRead = 20_000;
const mostObjects = 20;
/** In a list of one, in a string, in another object: so deep an answer is looked for. */
const deepest = 4;
/** What models call the answer, where nothing holds them to the name they were told. */
const names = ['answer', 'réponse', 'reponse', 'response', 'reply', 'text', 'message', 'content', 'output', 'result'];

/**
 * The answer in an object, whatever stands around it: words, a fence, a list, quotes of its own. One that was cut off
 * gives what it had of it. Null where there is none: what then looks like an object is nothing to be said.
 */
export function readStructured(body: string): Structured | null {
  const text = body.slice(0, longestRead);
  const whole = parsed(text);
  if (whole !== undefined) return answerIn(whole);
  let from = 0;
  for (let i = 0; i < mostObjects; i++) {
    const begin = text.indexOf('{', from);
    if (begin === -1) break;
    const end = endOfObject(text, begin);
    const found = end === null ? undefined : answerIn(parsed(text.slice(begin, end)));
    if (found) return found;
    from = end ?? begin + 1;
  }
  return brokenAnswerIn(text) ?? linesIn(text);
}

const line = {
  answer: /^[\s"'*#-]{0,4}answer["'*]{0,4}\s?:[\s"'*]{0,4}/i,
  tone: /^[\s"'*#-]{0,4}tone["'*]{0,4}\s?:[\s"'*]{0,4}/i,
  confidence: /^[\s"'*#-]{0,4}confidence["'*]{0,4}\s?:[\s"'*]{0,4}/i,
} as const;

/** The same as lines, each a name and its value. */
function linesIn(text: string): Structured | null {
  const lines = text.trim().split('\n');
  const end = lines.findIndex((one) => line.tone.test(one) || line.confidence.test(one));
  if (end < 1 || !line.answer.test(lines[0]!)) return null;
  const said = lines.slice(0, end).join('\n').replace(line.answer, '').trim();
  const told = (name: RegExp) =>
    lines
      .slice(end)
      .find((one) => name.test(one))
      ?.replace(name, '')
      .trim();
  const confidence = told(line.confidence);
  const about = { tone: told(line.tone), confidence: confidence ? Number(confidence) : undefined };
  return said === '' ? null : { text: said, ...aboutOf(about) };
}

/** Whether a text is, or holds, an object in which an answer might have been. */
export const looksStructured = (text: string) =>
  /^(?:```(?:json)?)?\s?[["]?\s?\{/.test(text.trimStart()) || /["']answer\\?["']\s?:/.test(text);

/** Thoughts may stand in the answer of an object, and an object in thoughts: what is a whole one is opened first. */
export const isObject = (text: string) => /^\s{0,20}[[{"]/.test(text) && parsed(text) !== undefined;

function answerIn(value: unknown, depth = 0): Structured | null {
  if (depth > deepest) return null;
  if (typeof value === 'string') {
    const inner = /^\s*[[{"]/.test(value) ? parsed(value) : undefined;
    return inner === undefined ? null : answerIn(inner, depth + 1);
  }
  if (typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value)) return value.length > 0 ? answerIn(value[0], depth + 1) : null;
  const held = value as Record<string, unknown>;
  const name = names.find((one) => Object.hasOwn(held, one));
  if (name === undefined) return insideOf(held, depth);
  const said = own(held, name);
  const inner = answerIn(said, depth + 1);
  if (inner) return inner;
  const text = wordsOf(said);
  if (text === '' || /^[[{]/.test(text)) return null;
  return { text, ...aboutOf(held) };
}

function wordsOf(said: unknown): string {
  const parts = Array.isArray(said) ? said : [said];
  const isSayable = parts.every((part) => typeof part === 'string' || typeof part === 'number');
  return isSayable ? parts.join(' ').trim() : '';
}

function aboutOf({ tone, confidence }: Record<string, unknown>) {
  const known = tones.find((one) => one === tone);
  return {
    ...(known && { tone: known }),
    ...(typeof confidence === 'number' && confidence >= 0 && confidence <= 1 && { confidence }),
  };
}

/** An object in an object, whatever the outer one is called: a result, the arguments of a tool. */
function insideOf(held: Record<string, unknown>, depth: number): Structured | null {
  for (const value of Object.values(held)) {
    const found = answerIn(value, depth + 1);
    if (found) return found;
  }
  return null;
}

/** Where the object that begins there ends; null where it does not. */
function endOfObject(text: string, begin: number): number | null {
  let depth = 0;
  let inString = false;
  for (let at = begin; at < text.length; at++) {
    const letter = text[at];
    if (inString) {
      if (letter === '\\') at++;
      else if (letter === '"') inString = false;
    } else if (letter === '"') inString = true;
    else if (letter === '{') depth++;
    else if (letter === '}' && --depth === 0) return at + 1;
  }
  return null;
}

/** Cut off, or written as Python would, with line breaks in a string or a comma too many. */
function brokenAnswerIn(text: string): Structured | null {
  const begun = /\{\s{0,20}\\?(["'])answer\\?\1\s{0,20}:\s{0,20}\\?(["'])/.exec(text);
  if (!begun) return null;
  const quote = begun[2]!;
  const isEncodedTwice = begun[0].includes('\\');
  const from = begun.index + begun[0].length;
  let end = from;
  let isClosed = false;
  for (; end < text.length; end++) {
    if (text[end] === '\\') {
      if (isEncodedTwice && text[end + 1] === quote && isEnd(text, end + 2)) break;
      end++;
    } else if (text[end] === quote && isEnd(text, end + 1)) {
      isClosed = true;
      break;
    }
  }
  const said = text
    .slice(from, end)
    .replace(/\\(?:u([\da-fA-F]{4})|(.)|$)/g, (_, code?: string, letter?: string) =>
      code ? String.fromCharCode(Number.parseInt(code, 16)) : letter === 'n' || letter === 't' ? ' ' : (letter ?? ''),
    )
    .trim();
  if (said === '') return null;
  return { text: isClosed || end < text.length ? said : `${said}…` };
}

const isEnd = (text: string, at: number) => /^\s{0,20}(?:[,}]|\\?["']\s{0,20}[,}]|$)/.test(text.slice(at, at + 44));

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.trim());
  } catch {
    return undefined;
  }
}
