import { join } from 'node:path';
import type { Usage } from '../../../src/domain/cost.ts';
import type { Answers, Llm, LlmRequest, Models, Past } from '../../../src/domain/llm.ts';
import type { Outcome } from '../../../src/domain/outcome.ts';
import type { Settings } from '../../../src/domain/settings.ts';
import type { Cache } from '../../../src/domain/storage.ts';
import { ask } from '../../../src/features/ask/index.ts';
import { createRouter } from '../../../src/knowledge/router.ts';
import { systemClock as clock } from '../../../src/lib/clock.ts';
import { createRateLimiter } from '../../../src/limits/rate-limiter.ts';
import { createAnswerCache } from '../../../src/llm/answer-cache.ts';
import { createConversations } from '../../../src/llm/conversations.ts';
import { guessedUsage } from '../../../src/llm/cost/price.ts';
import { createSummarise } from '../../../src/llm/errands.ts';
import { withWords } from '../../../src/llm/form.ts';
import { buildPrompt, buildSummary } from '../../../src/llm/prompt.ts';
import { loadPrompts } from '../../../src/llm/prompts.ts';
import { createScheduler } from '../../../src/llm/scheduler.ts';
import { createMeter } from '../../../src/pipeline/meter.ts';
import { parseSettings } from '../../../src/settings/parse.ts';
import { createOpenFresh } from '../../../src/storage/fresh.ts';
import { openStorage } from '../../../src/storage/storage.ts';
import { handed, noKnowledge } from '../../../test/support/fakes.ts';
import { aHouse } from '../../../test/support/house.ts';
import { phrasesIn } from '../../../test/support/knowledge.ts';
import type { Ask } from './evening.ts';
import type { Servers } from './start-servers.ts';

export interface Levers {
  readonly cache: boolean;
  readonly tiers: boolean;
  readonly promptBudget: boolean;
  /** Bounds of what is held; without them caches and conversations are Maps that keep everything for ever. */
  readonly bounds: boolean;
}

export type OnAsked = (request: LlmRequest, guessed: Usage) => void;

export interface HouseParts {
  readonly servers: Pick<Servers, 'light' | 'heavy'>;
  readonly levers: Levers;
  /** For the store. */
  readonly folder: string;
  /** Hears every answer of a model. */
  readonly onAsked?: OnAsked;
  readonly fetch?: typeof fetch;
}

/** US dollars for a million tokens: those of a large model, and those of the smallest that is sold. */
export const prices = { heavy: { in: 2, cached: 0.5, out: 8 }, light: { in: 0.05, cached: 0.005, out: 0.4 } };
const budgets = { light: 6_000, heavy: 12_000 };
const maxHistory = 10;
const channel = 'my_channel';
const nothingSaid: Past = { summary: null, exchanges: [] };
const nothingElse = { facts: null, tier: 'light', stream: null, persona: null } as const;
const cap = 16;

/** What answers a viewer, as src/app.ts joins it, without the chat in front. Sources are left out: models alone. */
export async function createHouse({ servers, levers, folder, onAsked = () => {}, ...own }: HouseParts) {
  const settings = settingsWith(servers);
  const loaded = await loadPrompts(join(import.meta.dirname, '..', '..', '..', 'config', 'prompts'));
  if (loaded.kind === 'faults') throw new Error(loaded.faults.join('\n'));
  const prompts = loaded.prompts.fr;
  const say = await phrasesIn('fr');
  const tell = () => {};
  const opened = await openStorage({ url: 'sqlite:mind.db', folder, tell, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  const { storage } = opened;
  const caches = levers.bounds ? storage.cache : createMaps();

  const limiter = createRateLimiter({
    settings: () => ({ ...settings.rate_limiting, cap }),
    permits: { reserve: () => ({ release() {} }), nextMs: () => 0 },
    clock,
    tell,
  });
  const models = createScheduler({
    settings: () => ({ llm: settings.llm, limits: settings.rate_limiting }),
    slots: limiter.slots,
    modelLimits: () => ({ cap, responseTimeout: null }),
    clock,
    tell,
    env: {},
    ...own,
  });
  const llm: Llm = {
    ...models,
    async complete(request, signal) {
      const { tier: _, ...untiered } = request;
      const completion = await models.complete(levers.tiers ? request : untiered, signal);
      if (completion.kind === 'text') {
        const { messages, format } = request;
        const sent = format === undefined ? messages : withWords(messages, format);
        onAsked(request, guessedUsage(sent, completion.text));
      }
      return completion;
    },
  };
  const openFresh = createOpenFresh({ caches: (name) => caches(`fresh.${name}`), clock, tell });
  const conversations = createConversations({
    cache: caches('conversations'),
    maxHistory: () => (levers.bounds ? maxHistory : Number.POSITIVE_INFINITY),
    summarise: createSummarise({
      llm,
      prompt: ({ summary, exchanges }) => buildSummary(prompts, summary, exchanges),
      clock,
    }),
    clock,
    ...(!levers.bounds && { ttlMs: Number.POSITIVE_INFINITY }),
  });
  const unlimited = { fresh: 1e9, stale: 0, idle: 1e9, max_mb: Number.POSITIVE_INFINITY };
  const kept = createAnswerCache({
    openFresh,
    settings: () => (levers.bounds ? settings.llm.cache : unlimited),
    clock,
  });
  const none: Answers = { ...kept, keyOf: () => null };
  const promptOf: Models['prompt'] = (kind, { past, tier, ...call }) =>
    buildPrompt({
      ...call,
      prompts,
      kind,
      bot: 'serdabot',
      summary: past.summary,
      history: past.exchanges,
      budget: levers.promptBudget ? budgets[tier] : Number.POSITIVE_INFINITY,
    });
  const route = createRouter();
  const { commands: [command] = [] } = await ask.create(
    aHouse({
      clock,
      say,
      config: () => settings,
      knowledge: {
        ...noKnowledge,
        route: (question, language) => ({ ...route(question, language), route: 'model', subject: '' }),
      },
      models: {
        complete: llm.complete,
        answers: levers.cache ? kept : none,
        conversations,
        format: () => prompts.format,
        prompt: promptOf,
      },
    }),
  );
  const never = new AbortController().signal;
  let id = 0;

  return {
    async ask({ viewer, question }: Ask): Promise<Outcome> {
      const login = `viewer${viewer}`;
      const receivedAt = clock.now();
      return handed(
        command!,
        {
          command: command!,
          args: question,
          deadline: receivedAt + 20_000,
          meter: createMeter(() => {}),
          mayStore: true,
          message: {
            ...{ id: `m${id++}`, channel, roomId: '1', text: `!ask ${question}`, receivedAt },
            viewer: { id: `id-${viewer}`, login, name: login, roles: new Set() },
            replyToLogin: null,
          },
        },
        never,
      );
    },
    /** As if it had been asked and answered. */
    async said(viewer: number, question: string, answer: string) {
      const asked = (normal: string) =>
        promptOf('ask', { channel, question: normal, past: nothingSaid, ...nothingElse });
      const key = kept.keyOf(question, asked, 'fr');
      const text = { kind: 'text', text: answer, endpoint: 'light', model: 'm' } as const;
      if (key !== null)
        await kept.get(key, async () => text, { meter: createMeter(() => {}), keep: async () => true }, never);
      await conversations.remember(channel, `id-${viewer}`, { question, answer });
    },
    conversations,
    storage,
    caches: openFresh.caches,
    async stop() {
      models.stop();
      limiter.stop();
      await storage.close();
    },
  };
}

/** The large model is the operator's first choice, as it answers best: what a tier spares, it spares here. */
function settingsWith({ light, heavy }: Servers): Settings {
  const parsed = parseSettings(
    'bench.yaml',
    `bot: { channels: [my_channel] }
llm:
  endpoints:
    - { name: heavy, url: "${heavy.url}", model: "${heavy.model}", tier: heavy, price: ${JSON.stringify(prices.heavy)} }
    - { name: light, url: "${light.url}", model: "${light.model}", tier: light, price: ${JSON.stringify(prices.light)} }
`,
    {},
  );
  if (!parsed.ok) throw new Error('the configuration of the benchmark is broken');
  return parsed.settings;
}

/** What a first bot has: nothing in it ever ends. */
function createMaps() {
  const maps = new Map<string, Cache>();
  return (name: string): Cache => {
    const held = new Map<string, unknown>();
    const cache = maps.get(name) ?? {
      get: async (key) => ({ ok: true, value: held.get(key) }),
      async set(key, value) {
        held.set(key, value);
        return { ok: true, value: null };
      },
      async delete(key) {
        held.delete(key);
        return { ok: true, value: null };
      },
      count: async () => ({ ok: true, value: held.size }),
    };
    maps.set(name, cache);
    return cache;
  };
}
