import { OpenAI } from 'openai';
import type { LlmRequest } from '../../../src/domain/llm.ts';
import type { Settings } from '../../../src/domain/settings.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { createRateLimiter } from '../../../src/limits/rate-limiter.ts';
import { createScheduler } from '../../../src/llm/scheduler.ts';
import { parseSettings } from '../../../src/settings/parse.ts';
import { createTelemetry } from '../../../src/telemetry/index.ts';

/** One way to ask the model server. Resolves with the answer's text. */
export interface Side {
  readonly name: string;
  ask(question: string): Promise<string>;
}

const messages = (question: string) => [
  { role: 'system' as const, content: 'Answer in one sentence.' },
  { role: 'user' as const, content: question },
];

export function settingsWith(url: string, more = ''): Settings {
  const parsed = parseSettings(
    'bench.yaml',
    `bot: { channels: [my_channel] }\nllm: { endpoints: [{ name: local, url: "${url}", model: bench }]${more} }\n`,
    {},
  );
  if (!parsed.ok) throw new Error('the configuration of the benchmark is broken');
  return parsed.settings;
}

/** The whole model layer behind the line for slots, told to real telemetry. */
export function createOurs(settings: Settings, cap: number, send?: typeof fetch) {
  const clock = systemClock;
  const { tell } = createTelemetry({ level: 'info', destination: { write() {} } });
  const limiter = createRateLimiter({
    settings: () => ({ ...settings.rate_limiting, cap }),
    permits: { reserve: () => ({ release() {} }), nextMs: () => 0 },
    clock,
    tell,
  });
  const llm = createScheduler({
    settings: () => ({ llm: settings.llm, limits: settings.rate_limiting }),
    slots: limiter.slots,
    modelLimits: () => ({ cap, responseTimeout: null }),
    clock,
    tell,
    env: {},
    ...(send && { fetch: send }),
  });
  const request = (question: string, ms: number): LlmRequest => ({
    messages: messages(question),
    maxTokens: 100,
    channel: 'my_channel',
    viewer: null,
    priority: 'viewer',
    deadline: clock.now() + ms,
    meter: { waited() {}, totalMs: 0 },
  });
  const complete = (question: string, ms = 20_000, signal = new AbortController().signal) =>
    llm.complete(request(question, ms), signal);
  return {
    llm,
    limiter,
    complete,
    name: 'ours',
    async ask(question: string) {
      const end = await complete(question);
      if (end.kind !== 'text') throw new Error(`no answer: ${JSON.stringify(end)}`);
      return end.text;
    },
  };
}

interface BareOptions {
  readonly stream: boolean;
  readonly headers?: Record<string, string>;
  readonly send?: typeof fetch;
}

/** The openai package and nothing else. */
export function createBare(name: string, url: string, { stream, headers, send }: BareOptions): Side {
  const client = new OpenAI({
    baseURL: url,
    apiKey: 'none',
    maxRetries: 0,
    ...(headers && { defaultHeaders: headers }),
    ...(send && { fetch: send }),
  });
  const body = (question: string) => ({ model: 'bench', messages: messages(question), max_tokens: 100 });
  return {
    name,
    async ask(question) {
      if (!stream) {
        const answer = await client.chat.completions.create(body(question));
        return answer.choices[0]?.message.content ?? '';
      }
      let text = '';
      for await (const chunk of await client.chat.completions.create({ ...body(question), stream: true })) {
        text += chunk.choices[0]?.delta.content ?? '';
      }
      return text;
    },
  };
}
