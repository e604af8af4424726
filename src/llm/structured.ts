import { type Tone, tones } from '../domain/llm.ts';

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

/** What the object around an answer takes, in tokens. */
export const formatTokens = 40;

/** Null where it is no object with an answer. One that was cut off gives what it had of it. */
export function readStructured(body: string): Structured | null {
  const object = /^\s*(?:```(?:json)?\s*)?(\{[\s\S]*?)(?:```\s*)?$/.exec(body)?.[1];
  if (object === undefined) return null;
  const value = parsed(object);
  if (value) {
    const { answer, tone, confidence } = value;
    if (typeof answer !== 'string' || answer.trim() === '') return null;
    const known = tones.find((one) => one === tone);
    return {
      text: answer.trim(),
      ...(known && { tone: known }),
      ...(typeof confidence === 'number' && confidence >= 0 && confidence <= 1 && { confidence }),
    };
  }
  const begun = /^\{\s*"answer"\s*:\s*"((?:[^"\\]|\\.)*)/.exec(object)?.[1];
  const text = begun === undefined ? undefined : parsed(`{"answer":"${begun}"}`)?.['answer'];
  return typeof text === 'string' && text.trim() !== '' ? { text: `${text.trim()}…` } : null;
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
