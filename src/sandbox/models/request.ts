import { type ChatMessageIn, promptTokens } from './wire.ts';

/** A request for a completion, as far as the stand-in looks at it. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessageIn[];
  readonly stream: boolean;
  readonly includeUsage: boolean;
  readonly maxTokens: number | null;
  readonly effort: string | null;
  /** The answer has to be an object of a schema. */
  readonly structured: boolean;
  /** All of it. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** An error body as OpenAI writes it; the other servers write much the same. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly type: string;
  readonly param: string | null;
  readonly code: string | null;
}

const invalid = (message: string, param: string | null = null, code: string | null = null): Refusal => ({
  status: 400,
  message,
  type: 'invalid_request_error',
  param,
  code,
});

const roles = new Set(['system', 'developer', 'user', 'assistant', 'tool']);
/** Models that think first take `max_completion_tokens` and no temperature. */
export const reasons = (model: string) => /^(gpt-5|o\d)/.test(model);

export function readRequest(body: string, strictModel: boolean, schemas = true): ChatRequest | Refusal {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return invalid('We could not parse the JSON body of your request.');
  }
  if (!isRecord(json)) return invalid('The body must be an object.');
  const model = json['model'];
  if (typeof model !== 'string' || model === '') return invalid('you must provide a model parameter');
  const list = json['messages'];
  if (!Array.isArray(list))
    return invalid("Missing required parameter: 'messages'.", 'messages', 'missing_required_parameter');
  if (list.length === 0) return invalid("Invalid 'messages': empty array.", 'messages', 'empty_array');
  const messages: ChatMessageIn[] = [];
  for (const [i, message] of list.entries()) {
    const read = readMessage(message);
    if (!read) return invalid(`Invalid value: 'messages[${i}]'.`, `messages[${i}]`, 'invalid_value');
    messages.push(read);
  }
  for (const key of ['max_tokens', 'max_completion_tokens', 'n', 'seed'] as const) {
    const value = json[key];
    if (value !== undefined && value !== null && !(Number.isInteger(value) && (key === 'seed' || Number(value) >= 1)))
      return invalid(`Invalid type for '${key}': expected a positive integer.`, key, 'invalid_type');
  }
  const temperature = json['temperature'];
  if (
    temperature !== undefined &&
    temperature !== null &&
    !(typeof temperature === 'number' && temperature >= 0 && temperature <= 2)
  )
    return invalid(
      "Invalid 'temperature': decimal between 0 and 2 expected.",
      'temperature',
      'decimal_above_max_value',
    );
  const options = json['stream_options'];
  if (options !== undefined && options !== null && json['stream'] !== true)
    return invalid("The 'stream_options' parameter is only allowed when 'stream' is enabled.", 'stream_options');
  if (strictModel && reasons(model)) {
    if (json['max_tokens'] !== undefined && json['max_tokens'] !== null)
      return invalid(
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        'max_tokens',
        'unsupported_parameter',
      );
    if (typeof temperature === 'number' && temperature !== 1)
      return invalid(
        `Unsupported value: 'temperature' does not support ${temperature} with this model. Only the default (1) value is supported.`,
        'temperature',
        'unsupported_value',
      );
  }
  const format = json['response_format'];
  const structured = isRecord(format) && format['type'] === 'json_schema';
  if (structured && !schemas)
    return invalid(
      "'response_format.type' must be 'text': this server knows no json_schema.",
      'response_format',
      'unsupported_value',
    );
  const schema = structured && isRecord(format['json_schema']) ? format['json_schema'] : null;
  if (structured && !(schema && typeof schema['name'] === 'string' && isRecord(schema['schema'])))
    return invalid("Missing required parameter: 'response_format.json_schema'.", 'response_format.json_schema');
  const max = json['max_completion_tokens'] ?? json['max_tokens'];
  const effort = json['reasoning_effort'];
  return {
    model,
    messages,
    stream: json['stream'] === true,
    includeUsage: isRecord(options) && options['include_usage'] === true,
    maxTokens: typeof max === 'number' ? max : null,
    effort: typeof effort === 'string' ? effort : null,
    structured,
    body: json,
  };
}

function readMessage(message: unknown): ChatMessageIn | null {
  if (!isRecord(message)) return null;
  const { role, content } = message;
  if (typeof role !== 'string' || !roles.has(role)) return null;
  if (typeof content === 'string') return { role, content };
  if (!Array.isArray(content)) return null;
  const parts = content.map((part) => (isRecord(part) && typeof part['text'] === 'string' ? part['text'] : null));
  return parts.includes(null) ? null : { role, content: parts.join('') };
}

/** Forgets the oldest messages but the first until the rest fits: what Ollama does without a word. */
export function truncated(messages: readonly ChatMessageIn[], tokens: number): readonly ChatMessageIn[] {
  const kept = [...messages];
  while (kept.length > 2 && promptTokens(kept) > tokens) kept.splice(1, 1);
  return kept;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
