import { z } from 'zod/v3';
import type { ModelLimits, Settings } from '../domain/settings.ts';
import { readText } from './file.ts';

/** The part of model_limits.json that the bot acts on. The rest of the file is information for people. */
export interface Measured {
  readonly brut: number | null;
  readonly modere: number | null;
  readonly history: number | null;
  readonly replyTokens: number | null;
  readonly responseTimeout: number | null;
  readonly modelName: string | null;
}

export type MeasuredReading =
  | { readonly ok: true; readonly measured: Measured }
  | { readonly ok: false; readonly problem: string };

const maxBytes = 1_000_000;
const defaultHistory = 10;

const cap = z.number().int().min(1).max(10_000).nullable().default(null);
const schema = z.object({
  model_name: z.string().max(200).nullable().default(null),
  max_concurrent_users_brut: cap,
  max_concurrent_users_modere: cap,
  max_history_messages: z.number().int().min(0).max(1000).nullable().default(null),
  max_reply_tokens: z.number().int().min(16).max(4_000).nullable().default(null),
  response_timeout: z.number().finite().positive().max(3600).nullable().default(null),
});

export async function readMeasured(path: string): Promise<{ text: string; reading: MeasuredReading }> {
  const file = await readText(path, maxBytes);
  if (file.ok) return { text: file.text, reading: parseMeasured(file.text) };
  const problem = file.problem.split(', expected')[0] ?? file.problem;
  return { text: `\u0000${problem}`, reading: { ok: false, problem } };
}

function parseMeasured(text: string): MeasuredReading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: 'is not valid JSON' };
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const keys = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.') || 'the file'))];
    return { ok: false, problem: `has a value out of range or of the wrong kind (${keys.join(', ')})` };
  }
  const { data } = parsed;
  return {
    ok: true,
    measured: {
      brut: data.max_concurrent_users_brut,
      modere: data.max_concurrent_users_modere,
      history: data.max_history_messages,
      replyTokens: data.max_reply_tokens,
      responseTimeout: data.response_timeout,
      modelName: data.model_name,
    },
  };
}

/** What limits were in use, in the form of a measurement: kept while a later file is broken. */
export function measuredFrom(limits: ModelLimits): Measured {
  return {
    brut: limits.cap,
    modere: limits.cap,
    history: limits.maxHistoryMessages,
    replyTokens: limits.maxReplyTokens ?? null,
    responseTimeout: limits.responseTimeout,
    modelName: limits.modelName,
  };
}

export type CapSource = 'rate_limiting.max_concurrent_users' | 'max_concurrent_users_modere' | 'model_limits' | 'none';

/** Who wins: the operator's own cap, then the top-level key of older files, then the measurement, then 1. */
export function chooseLimits(settings: Settings, measured: Measured | null) {
  const [cap, from] = chooseCap(settings, measured);
  const limits: ModelLimits = {
    cap,
    maxHistoryMessages: measured?.history ?? defaultHistory,
    responseTimeout: measured?.responseTimeout ?? null,
    modelName: measured?.modelName ?? null,
    ...(measured?.replyTokens && { maxReplyTokens: measured.replyTokens }),
  };
  return { limits, from };
}

function chooseCap(settings: Settings, measured: Measured | null): [number, CapSource] {
  if (settings.rate_limiting.max_concurrent_users !== null) {
    return [settings.rate_limiting.max_concurrent_users, 'rate_limiting.max_concurrent_users'];
  }
  if (settings.max_concurrent_users_modere !== null) {
    return [settings.max_concurrent_users_modere, 'max_concurrent_users_modere'];
  }
  const own = measured?.[settings.llm.limits_mode] ?? null;
  return own === null ? [1, 'none'] : [own, 'model_limits'];
}
