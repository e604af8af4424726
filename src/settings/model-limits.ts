import { z } from 'zod/v3';
import type { ModelLimits, Settings } from '../domain/settings.ts';
import { readText } from './file.ts';

const cap = z.number().int().min(1).max(10_000).nullable().default(null);
/** The part of model_limits.json that the bot acts on. The rest of the file is information for people. */
const schema = z.object({
  model_name: z.string().max(200).nullable().default(null),
  max_concurrent_users_brut: cap,
  max_concurrent_users_modere: cap,
  max_history_messages: z.number().int().min(0).max(1000).nullable().default(null),
  max_reply_tokens: z.number().int().min(16).max(4_000).nullable().default(null),
  response_timeout: z.number().finite().positive().max(3600).nullable().default(null),
  tested_at: z.string().max(100).nullable().catch(null),
});
export type Measured = z.output<typeof schema>;

export interface MeasuredReading {
  /** Changes when the content does. */
  readonly text: string;
  /** Null for a file that is missing or broken, of which `problem` says why. */
  readonly measured: Measured | null;
  readonly problem: string;
}

const maxBytes = 1_000_000;
const defaultHistory = 10;

export async function readMeasured(path: string): Promise<MeasuredReading> {
  const file = await readText(path, maxBytes);
  if (file.ok) return { text: file.text, measured: null, problem: '', ...parse(file.text) };
  const problem = file.missing ? 'does not exist' : file.problem.split(', expected', 1).join();
  return { text: `\u0000${problem}`, measured: null, problem };
}

function parse(text: string): { measured: Measured } | { problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'is not valid JSON' };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { measured: parsed.data };
  const keys = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.') || 'the file'))];
  return { problem: `has a value out of range or of the wrong kind (${keys.join(', ')})` };
}

export type CapSource = 'rate_limiting.max_concurrent_users' | 'max_concurrent_users_modere' | 'model_limits' | 'none';

/** Who wins: the operator's own cap, then the top-level key of older files, then the measurement, then 1. */
export function chooseLimits(settings: Settings, measured: Measured | null): { limits: ModelLimits; from: CapSource } {
  const [cap, from] = chooseCap(settings, measured);
  const limits = {
    cap,
    maxHistoryMessages: measured?.max_history_messages ?? defaultHistory,
    responseTimeout: measured?.response_timeout ?? null,
    modelName: measured?.model_name ?? null,
    tuned: measured && {
      at: measured.tested_at,
      raw: measured.max_concurrent_users_brut,
      moderate: measured.max_concurrent_users_modere,
    },
    ...(measured?.max_reply_tokens && { maxReplyTokens: measured.max_reply_tokens }),
  };
  return { limits, from };
}

function chooseCap(settings: Settings, measured: Measured | null): [number, CapSource] {
  const { max_concurrent_users } = settings.rate_limiting;
  if (max_concurrent_users !== null) return [max_concurrent_users, 'rate_limiting.max_concurrent_users'];
  const { max_concurrent_users_modere } = settings;
  if (max_concurrent_users_modere !== null) return [max_concurrent_users_modere, 'max_concurrent_users_modere'];
  const own = measured?.[`max_concurrent_users_${settings.llm.limits_mode}`] ?? null;
  return own === null ? [1, 'none'] : [own, 'model_limits'];
}
