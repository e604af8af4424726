import type { Tell } from '../../src/domain/event.ts';
import type { PromptMessage } from '../../src/domain/llm.ts';
import type { EndpointSettings, Tier } from '../../src/domain/settings.ts';
import { createAdaptiveCap } from '../../src/llm/adaptive-cap.ts';
import { createBreakers } from '../../src/llm/breaker.ts';
import type { SharedEndpoints } from '../../src/llm/breaker-sharing.ts';
import { createCascade } from '../../src/llm/cascade.ts';
import type { CallResult } from '../../src/llm/endpoint-client.ts';
import type { CallLimits } from '../../src/llm/timeouts.ts';
import { anEndpoint, question } from '../faults/llm-house.ts';
import { collectEvents, someSettings } from './fakes.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

/** What an endpoint does with a call. */
export type Script = (call: { name: string; limits: CallLimits; nth: number }) => {
  after?: number;
  result: CallResult;
};

export const ok = { kind: 'ok', text: 'Yes.', firstTokenMs: 10, totalMs: 20 } as const;
export const server = { kind: 'server', detail: 'status 500' } as const;
export const own = { firstTokenMs: 4_000, gapMs: 1_000, totalMs: 8_000 };

export interface More {
  /** When an answer is late, where calls are hedged. */
  readonly usualMs?: number;
  readonly endpoints?: Readonly<Record<string, Partial<EndpointSettings>>>;
  readonly responseTimeout?: number;
  readonly clock?: VirtualClock;
  readonly random?: () => number;
  /** Where several processes share their endpoints. */
  readonly shared?: SharedEndpoints;
  readonly onTell?: Tell;
}

/** A cascade over endpoints that do what a script says, on a clock that the test turns. */
export function createScene(
  names: string[],
  script: Script,
  failure_threshold = 1,
  {
    usualMs,
    endpoints = {},
    responseTimeout,
    clock = createVirtualClock(),
    random = () => 0,
    shared,
    onTell = () => {},
  }: More = {},
) {
  const { events, tell: collect } = collectEvents();
  const tell: Tell = (event) => {
    collect(event);
    onTell(event);
  };
  const calls: string[] = [];
  const prompts: (readonly PromptMessage[])[] = [];
  const given: CallLimits[] = [];
  const breakers = createBreakers({
    backoff: () => ({ llm_retry_delay: 5, llm_backoff_multiplier: 2, llm_backoff_max: 300, failure_threshold }),
    clock,
    tell,
    random,
    shared,
  });
  breakers.sync(
    names.map((name) => anEndpoint(name, `http://${name}/v1`, endpoints[name])),
    () => undefined,
  );
  const adaptiveCap = createAdaptiveCap({ cap: () => 10, objectiveMs: () => responseTimeout ?? null, tell });
  const settings = { ...someSettings().llm, hedge: usualMs !== undefined, reply_deadline: 20 };
  const cascade = createCascade({
    breakers,
    adaptiveCap,
    settings: () => settings,
    clientOf: ({ endpoint: { name } }) => ({
      asks: async ({ messages, maxTokens }) => ({ messages, maxTokens }),
      async call({ messages }, limits, signal) {
        calls.push(name);
        prompts.push(messages);
        given.push(limits);
        const { after = 0, result } = script({ name, limits, nth: calls.length });
        await new Promise<void>((resolve) => {
          clock.after(after, resolve);
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
        return signal.aborted ? { kind: 'cancelled', detail: '' } : result;
      },
      warm: async () => {},
      timeouts: { limits: () => own, usualMs: () => usualMs ?? null, latency: () => null, observe: () => {} },
    }),
    clock,
    tell,
    random: () => 0.5,
  });
  const ask = (ms = 20_000, signal = new AbortController().signal, tier?: Tier, messages = question) =>
    cascade.run(
      {
        messages,
        maxTokens: 100,
        channel: 'my_channel',
        viewer: null,
        tier,
        priority: 'viewer',
        deadline: clock.now() + ms,
        meter: { waited: () => {}, totalMs: 0 },
      },
      signal,
    );
  const state = (name: string) => breakers.states().find((each) => each.name === name)?.state;
  return { clock, ask, calls, prompts, given, state, events, adaptiveCap };
}
