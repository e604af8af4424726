import { randomUUID } from 'node:crypto';
import type { Base } from '../domain/base.ts';
import type { Spend } from '../domain/cost.ts';
import type { OpenFresh } from '../domain/fresh.ts';
import type { TranslationService } from '../domain/knowledge.ts';
import type { Exchange, Models, Slots } from '../domain/llm.ts';
import type { Part } from '../domain/part.ts';
import type { Say } from '../domain/phrases.ts';
import type { Configuration } from '../domain/settings.ts';
import type { Storage, Stored } from '../domain/storage.ts';
import type { Translate } from '../domain/translate.ts';
import { createAnswerCache } from './answer-cache.ts';
import { createConversations } from './conversations.ts';
import { createCosts } from './cost/costs.ts';
import { nightWarnings, type Told } from './cost/night.ts';
import { createOwnBudgets } from './cost/own-budgets.ts';
import { createRedisBudgets } from './cost/redis-budgets.ts';
import { createRows, type RowsRead, readCommandRows, readRows, readViewerRows } from './cost/rows.ts';
import { createAskRoute, createSummarise, createTranslate } from './errands.ts';
import { createModelJudge } from './judge.ts';
import { buildPrompt, buildRoute, buildSummary, buildTranslation } from './prompt.ts';
import type { AllPrompts } from './prompts.ts';
import { createScheduler } from './scheduler.ts';

export interface LlmRoom extends Part {
  readonly models: Models;
  /** Whether the light model thinks that a text may be said; null: it did not say. */
  judge(channel: string, text: string, signal: AbortSignal): Promise<boolean | null>;
  readonly translate: Translate;
  readonly spend: Spend;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface LlmParts extends Base {
  readonly say: Say;
  /** What models are told, as the files have it now. */
  readonly prompts: () => AllPrompts;
  readonly store: Storage;
  readonly openFresh: OpenFresh;
  readonly slots: Slots;
  /** Whether nothing about the viewer may be stored; null: nobody can tell now. */
  readonly optedOut: (viewerId: string) => Promise<boolean | null>;
  /** The operator's translation service; null: models translate. */
  readonly translation: () => TranslationService | null;
  /** Where the keys are that `api_key_env` names. */
  readonly env: NodeJS.ProcessEnv;
}

const asStored = <Row>(read: RowsRead<Row>): Stored<readonly Row[]> =>
  read.ok ? { ok: true, value: read.rows } : { ok: false, reason: 'unreachable', detail: read.detail };

/** As long as two chat lines take. */
const usualTokens = 220;
/** Characters of a prompt: small models lose their way in long ones. */
const promptBudgets = { light: 6_000, heavy: 12_000 } as const;

/** Endpoints, what they are asked, what it costs, and what was said before. */
export function createLlm(parts: LlmParts): LlmRoom {
  const { configuration, settings, say, prompts, store, openFresh, slots, optedOut, translation, env } = parts;
  const { clock, tell } = parts;
  const { records, scripts } = store;
  const processes = () => settings().storage.processes;
  const maxReplyTokens = () => configuration.current().limits.maxReplyTokens ?? usualTokens;
  const own = () => prompts()[settings().bot.language];

  const costs = createCosts({
    budget: () => settings().budget,
    budgets: scripts
      ? createRedisBudgets({ scripts, processes, optedOut, tell })
      : createOwnBudgets({ records, viewers: store.cache('budgets', 50_000), clock, tell }),
    rows: createRows({ records, clock, self: scripts ? randomUUID() : '' }),
    records,
    clock,
    tell,
  });
  const llm = createScheduler({
    costs,
    settings: () => ({ llm: settings().llm, limits: settings().rate_limiting }),
    prompts: own,
    slots,
    modelLimits: () => configuration.current().limits,
    folder: configuration.current().folder,
    shared: scripts,
    forms: store.cache('llm.forms', 100),
    clock,
    tell,
    env,
  });
  slots.bound(llm.adaptiveCap);
  const conversations = createConversations({
    cache: store.cache('conversations'),
    maxHistory: () => configuration.current().limits.maxHistoryMessages,
    summarise: createSummarise({
      llm,
      prompt: ({ summary, exchanges }) => buildSummary(own(), summary, exchanges),
      clock,
    }),
    clock,
  });

  function moneyWarnings(of: Configuration): readonly Told[] {
    const replyTokens = of.limits.maxReplyTokens ?? usualTokens;
    return nightWarnings({ configuration: of, env, promptCharacters: promptBudgets.heavy, replyTokens });
  }
  configuration.onChange((next, previous) => {
    const known = moneyWarnings(previous).map(({ text }) => text);
    for (const told of moneyWarnings(next)) if (!known.includes(told.text)) tell({ kind: 'warning', ...told });
    llm.refresh();
  });

  return {
    name: 'llm',
    models: {
      complete: llm.complete,
      attempt: llm.attempt,
      states: llm.states,
      adaptiveCap: llm.adaptiveCap,
      figures: llm.figures,
      told() {
        const { personas, examples, recap, ...texts } = own();
        const shown = (all: readonly Exchange[]) =>
          all.map(({ question, answer }) => `> ${question}\n${answer}`).join('\n\n');
        return { personas, prompts: { ...texts, examples: shown(examples), recap: shown([recap]) } };
      },
      answers: createAnswerCache({ openFresh, settings: () => settings().llm.cache, clock }),
      conversations,
      personas: () => Object.keys(own().personas),
      prompt: (kind, { past, tier, ...call }) =>
        buildPrompt({
          ...call,
          prompts: own(),
          kind,
          bot: settings().bot.name,
          summary: past.summary,
          history: past.exchanges,
          budget: promptBudgets[tier],
        }),
      format: () => (settings().llm.structured === false ? undefined : own().format),
      maxReplyTokens,
      route: createAskRoute({
        llm,
        prompt: (question) => buildRoute(own(), question),
        enabled: () => settings().llm.route_when_unsure === true,
        now: clock.now,
      }),
    },
    judge: createModelJudge({ llm, clock }),
    translate: createTranslate({
      llm,
      service: translation,
      prompt: (text, target) =>
        buildTranslation(
          own(),
          text,
          new Intl.DisplayNames(settings().bot.language, { type: 'language' }).of(target) ?? target,
        ),
      say,
      fallbackMode: () => settings().llm.fallback_mode,
      clock,
    }),
    spend: {
      today: costs.today,
      onAlert: costs.onAlert,
      rows: async (since) => asStored(await readRows(records, since)),
      byCommand: async (since) => asStored(await readCommandRows(records, since)),
      byViewer: async (since) => asStored(await readViewerRows(records, since)),
    },
    health: llm.health,
    async start() {
      for (const told of moneyWarnings(configuration.current())) tell({ kind: 'warning', ...told });
      llm.start();
    },
    warm: llm.warm,
    async stop() {
      await llm.stop();
      await conversations.settled();
      await costs.flush();
    },
    async forget(viewerId) {
      conversations.leave(viewerId);
      return costs.forget(viewerId);
    },
  };
}
