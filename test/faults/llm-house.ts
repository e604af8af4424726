import type { Completion, LlmRequest, PromptMessage } from '../../src/domain/llm.ts';
import type { EndpointSettings, LimitSettings, LlmSettings } from '../../src/domain/settings.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createScheduler, type SchedulerParts } from '../../src/llm/scheduler.ts';
import { collectEvents, someSettings } from '../support/fakes.ts';

export { anEndpoint } from '../support/fakes.ts';

export const question: readonly PromptMessage[] = [
  { role: 'system', content: 'be brief' },
  { role: 'user', content: 'why?' },
];

export interface AskOver {
  readonly ms?: number;
  readonly signal?: AbortSignal;
  readonly messages?: readonly PromptMessage[];
  readonly format?: string;
}

/** A model layer with everything around it that a test wants to look at. */
export function createHouse(
  endpoints: readonly EndpointSettings[],
  {
    llm: llmOver,
    limits,
    ...over
  }: Partial<SchedulerParts> & { llm?: Partial<LlmSettings>; limits?: Partial<LimitSettings> } = {},
) {
  const { events, tell } = collectEvents();
  const base = someSettings();
  const live = { llm: { ...base.llm, endpoints, ...llmOver }, limits: { ...base.rate_limiting, ...limits } };
  const clock = over.clock ?? systemClock;
  const waits: string[] = [];
  let held = 0;
  let asked = 0;
  const slots: SchedulerParts['slots'] = {
    async acquire() {
      asked++;
      held++;
      return { kind: 'slot', slot: { release: () => void held-- } };
    },
  };
  const llm = createScheduler({ settings: () => live, slots, clock, tell, env: {}, random: () => 0, ...over });

  function ask({ ms = 5_000, signal, messages = question, format }: AskOver = {}): Promise<Completion> {
    const request: LlmRequest = {
      messages,
      maxTokens: 100,
      format,
      channel: 'my_channel',
      viewer: null,
      priority: 'viewer',
      deadline: clock.now() + ms,
      meter: { waited: (what) => waits.push(what), totalMs: 0 },
    };
    return llm.complete(request, signal ?? new AbortController().signal);
  }

  return {
    llm,
    ask,
    events,
    waits,
    /** What an operator may edit while the bot runs. */
    live,
    slotsHeld: () => held,
    slotsAsked: () => asked,
    outcomes: () => events.flatMap((event) => (event.kind === 'llm.ended' ? [event.outcome] : [])),
    bugs: () => events.filter((event) => event.kind === 'bug'),
  };
}
