import { beforeEach, describe, expect, test } from 'vitest';
import { aCall, aViewer, handed, noKnowledge, someSettings } from '../../../test/support/fakes.ts';
import { aHouse } from '../../../test/support/house.ts';
import { createVirtualClock, type VirtualClock } from '../../../test/support/virtual-clock.ts';
import type { House } from '../../domain/feature.ts';
import { createFeatures } from '../../domain/features.ts';
import type { Found, Knowledge } from '../../domain/knowledge.ts';
import type { Completion, Exchange, LlmRequest } from '../../domain/llm.ts';
import type { Outcome } from '../../domain/outcome.ts';
import type { AnswerCacheSettings, FallbackMode } from '../../domain/settings.ts';
import type { OnAir } from '../../domain/stream.ts';
import { findGame } from '../../knowledge/sources.ts';
import { createAnswerCache } from '../../llm/answer-cache.ts';
import { createOpenFresh } from '../../storage/fresh.ts';
import { openStorage } from '../../storage/storage.ts';
import { ask as askFeature } from './index.ts';
import type { Home } from './phrases.ts';

const never = new AbortController().signal;
const refused: Completion = {
  kind: 'refused',
  verdict: { kind: 'refused', by: 'slot', retryAfterMs: 3_000, tell: true },
};
const down: Completion = { kind: 'failed', reason: 'upstream' };

let clock: VirtualClock;
let asked: LlmRequest[];
/** Whether replies reach the chat. */
let leaves: boolean;
let says: (request: LlmRequest, signal: AbortSignal) => Promise<Completion>;
let histories: Map<string, Exchange[]>;
let rules: string;
let mode: FallbackMode;
let optedOut: boolean;
let knows: Knowledge;
let settings: AnswerCacheSettings;
let onAir: OnAir | null;
let ask: (question: string, login?: string, channel?: string, signal?: AbortSignal) => Promise<Outcome>;
let mention: typeof ask;
let heldBack: (question: string) => Promise<void>;

/** Whatever it is asked, with how often it has been. */
const counting = async (): Promise<Completion> => ({
  kind: 'text',
  text: `answer ${asked.length}`,
  endpoint: 'local',
  model: 'm',
});
const settle = () => clock.advance(0);

beforeEach(async () => {
  leaves = true;
  clock = createVirtualClock();
  asked = [];
  says = counting;
  histories = new Map();
  rules = 'You are a bot in ';
  mode = 'fun';
  optedOut = false;
  knows = noKnowledge;
  onAir = null;
  settings = { fresh: 3600, stale: 86_400, idle: 21_600, max_mb: 1 };
  const opened = await openStorage({ url: 'memory:', folder: '/nowhere', clock, tell: () => {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  const { storage } = opened;
  const openFresh = createOpenFresh({ caches: storage.cache, clock, tell: () => {} });
  const house = aHouse<Home>({
    clock,
    config: () => someSettings({ llm: { fallback_mode: mode } }),
    leaves: async (_channel, text) => !text.includes('BAD'),
    chat: { lastStream: () => onAir },
    knowledge: {
      ...noKnowledge,
      route: (...args) => knows.route(...args),
      wikipedia: (...args) => knows.wikipedia(...args),
      igdb: (...args) => knows.igdb(...args),
      game: (lookup, names, signal) => findGame(knows, clock.now(), lookup, names, signal),
    },
    models: {
      async complete(request, signal) {
        asked.push(request);
        return says(request, signal);
      },
      answers: createAnswerCache({ openFresh, settings: () => settings, clock }),
      conversations: {
        recall: async (_channel, viewerId) => ({ summary: null, exchanges: histories.get(viewerId) ?? [] }),
        async remember(_channel, viewerId, { question, answer }, said = Promise.resolve(answer)) {
          const told = await said;
          if (told === null) return;
          const exchange = { question, answer: told };
          histories.set(viewerId, [...(histories.get(viewerId) ?? []), exchange]);
        },
        about: async () => ({ ok: true, value: null }),
        forget: async () => ({ ok: true, value: null }),
        count: async () => 0,
      },
      prompt: (kind, { channel, question, past, facts }) => [
        { role: 'system', content: `${rules}${channel}, ${kind}` },
        ...past.exchanges.map((said) => ({ role: 'assistant' as const, content: said.answer })),
        { role: 'user', content: facts ? `${question} [${facts.source}]` : question },
      ],
    },
  });
  const parts = await createFeatures([askFeature], () => house as unknown as House);
  const runs = [parts.commands[0]!, parts.mention].map(
    (command): typeof ask =>
      (question, login = 'lea', channel = 'one', signal = never) => {
        const call = { ...aCall(command, question, { viewer: aViewer(login), channel }), mayStore: !optedOut };
        return leaves ? handed(command, call, signal) : command.run(call, signal);
      },
  );
  heldBack = async (question) => {
    const command = parts.commands[0]!;
    const call = aCall(command, question);
    const outcome = await command.run(call, never);
    if (outcome.kind === 'reply') command.onHanded?.(call, outcome, Promise.resolve(null));
  };
  [ask, mention] = runs as [typeof ask, typeof ask];
  return () => storage.close();
});

const fact = 'Qui a fait Hadès ?';

test('an answer that never leaves is not remembered', async () => {
  leaves = false;
  expect(await ask(fact)).toMatchObject({ kind: 'reply', text: 'answer 1' });
  expect(histories.size).toBe(0);
});

test('a number that stands in the stream’s title is no guess', async () => {
  const says20 = { kind: 'text', text: 'Mardi à 20h.', endpoint: 'local', model: 'm' } as const;
  says = async () => says20;
  expect(await ask('c’est quand le prochain live')).toMatchObject({ text: 'knowledge.unsure' });
  onAir = { game: null, category: 'Just Chatting', title: 'live mardi 20h', startedAt: 0, viewers: 1 };
  expect(await ask('c’est quand le prochain live', 'max')).toMatchObject({ text: 'Mardi à 20h.' });
});

test('an answer that was held back is not remembered, nor is one that was lost', async () => {
  await heldBack(fact);
  await settle();
  expect(histories.size).toBe(0);
});

describe('a first question that hangs on nothing', () => {
  test('and whose answer the gate would hold back is asked again by the next viewer', async () => {
    says = async () => ({ kind: 'text', text: `BAD ${asked.length}`, endpoint: 'local', model: 'm' });
    expect(await ask(fact)).toMatchObject({ text: 'BAD 1', source: 'endpoint:local' });
    expect(await ask(fact, 'max')).toMatchObject({ text: 'BAD 2', source: 'endpoint:local' });
  });

  test('is answered to the next viewer from the cache, without a model', async () => {
    expect(await ask(fact)).toEqual({ kind: 'reply', text: 'answer 1', source: 'endpoint:local' });
    expect(await ask('qui a fait hadès', 'max')).toEqual({ kind: 'reply', text: 'answer 1', source: 'cache' });
    expect(asked).toHaveLength(1);
    expect(histories.get('id-max')).toEqual([{ question: 'qui a fait hadès', answer: 'answer 1' }]);
  });

  test('asked by many at once is one model call', async () => {
    let answer = (_completion: Completion) => {};
    says = () => new Promise((resolve) => (answer = resolve));
    const all = Promise.all(['a', 'b', 'c'].map((login) => ask(fact, login)));
    await settle();
    answer({ kind: 'text', text: 'once', endpoint: 'local', model: 'm' });
    expect((await all).map((outcome) => outcome.kind === 'reply' && outcome.text)).toEqual(['once', 'once', 'once']);
    expect(asked).toHaveLength(1);
  });

  test('is asked again behind an answer of yesterday, as nobody’s call', async () => {
    await ask(fact);
    await clock.advance(2 * 3_600_000);
    expect(await ask(fact, 'max')).toEqual({ kind: 'reply', text: 'answer 1', source: 'cache' });
    await settle();
    expect(asked[1]).toMatchObject({ viewer: null, priority: 'background', deadline: clock.now() + 25_000 });
    expect(await ask(fact, 'tom')).toMatchObject({ text: 'answer 2', source: 'cache' });
  });

  test('is still answered from yesterday while the models are down', async () => {
    await ask(fact);
    await clock.advance(2 * 3_600_000);
    says = async () => down;
    for (const login of ['max', 'tom', 'eva']) {
      expect(await ask(fact, login)).toMatchObject({ text: 'answer 1', source: 'cache' });
      await settle();
    }
    expect(asked).toHaveLength(2);
  });

  test('is asked anew in another channel, and when the rules have changed', async () => {
    await ask(fact);
    await ask(fact, 'max', 'two');
    rules = 'You are a pirate in ';
    await ask(fact, 'tom');
    expect(asked).toHaveLength(3);
  });

  test('is asked anew when nobody asked for hours, and when the operator wants no cache', async () => {
    await ask(fact);
    await clock.advance(7 * 3_600_000);
    await ask(fact, 'max');
    expect(asked).toHaveLength(2);
    settings = { ...settings, fresh: 0, stale: 0 };
    await ask(fact, 'tom');
    expect(asked).toHaveLength(3);
  });
});

describe('nothing is kept', () => {
  test.each([
    ['of a failure', down, 'phrase'],
    ['of a refusal', refused, undefined],
    ['of what a provider filtered', { kind: 'failed', reason: 'filtered' } as const, 'phrase'],
  ])('%s', async (_what, completion, source) => {
    says = async () => completion;
    expect(await ask(fact)).toMatchObject({ kind: source ? 'reply' : 'refused', ...(source && { source }) });
    says = counting;
    expect(await ask(fact, 'max')).toMatchObject({ source: 'endpoint:local' });
  });

  test('of an answer that the model is not sure of', async () => {
    says = async () => Object.assign(await counting(), { confidence: 0.5 });
    await ask(fact);
    expect(await ask(fact, 'max')).toMatchObject({ text: expect.stringContaining('answer 2') });
  });

  test('of what somebody asked who wants nothing kept', async () => {
    optedOut = true;
    await ask(fact);
    expect(await ask(fact, 'max')).toMatchObject({ text: expect.stringContaining('answer 2') });
  });

  test.each(['quel est mon jeu ?', 'et le deuxième ?', 'raconte une blague', 'il est bien ?'])(
    'of %j',
    async (question) => {
      await ask(question);
      expect(await ask(question, 'max')).toMatchObject({ text: expect.stringContaining('answer 2') });
    },
  );

  test('of a mention, nor of a question within a conversation', async () => {
    await mention(fact);
    await ask(fact);
    expect(await ask(fact, 'max')).toMatchObject({ text: 'answer 3' });
    await ask(fact, 'max');
    expect(asked).toHaveLength(4);
  });
});

describe('when no model answers', () => {
  test.each([
    ['fails', down],
    ['has no slot', refused],
  ])('because it %s, also a conversation and a mention get the answer that is kept', async (_why, completion) => {
    await ask(fact);
    says = async () => completion;
    expect(await ask(fact)).toMatchObject({ text: 'answer 1', source: 'cache' });
    expect(await mention(fact, 'max')).toMatchObject({ text: 'answer 1', source: 'cache' });
    expect(asked).toHaveLength(3);
  });

  test('a phrase is said, and not remembered', async () => {
    says = async () => down;
    expect(await ask(fact)).toEqual({
      kind: 'reply',
      source: 'phrase',
      phrase: 'upstream',
      text: 'failed.fun',
    });
    expect(histories.size).toBe(0);
    mode = 'silent';
    expect(await ask(fact)).toMatchObject({ kind: 'failed', reason: 'upstream' });
  });

  test('who was called off gets nothing more', async () => {
    await ask(fact);
    says = async () => ({ kind: 'failed', reason: 'cancelled' });
    expect(await ask(fact)).toMatchObject({ kind: 'failed', reason: 'cancelled' });
  });

  test('who came later tries for himself when the first one’s time was up or there was no slot', async () => {
    let answer = (_completion: Completion) => {};
    says = () => new Promise((resolve) => (answer = resolve));
    const both = Promise.all([ask(fact, 'lea'), ask(fact, 'max')]);
    await settle();
    says = counting;
    answer(refused);
    const [first, second] = await both;
    expect(first).toMatchObject({ kind: 'refused' });
    expect(second).toMatchObject({ text: 'answer 2', source: 'endpoint:local' });
  });

  test('a viewer who is silenced does not take the others’ answer along', async () => {
    let answer = (_completion: Completion) => {};
    let signalOfCall = never;
    says = (_request, signal) => {
      signalOfCall = signal;
      return new Promise((resolve) => (answer = resolve));
    };
    const silenced = new AbortController();
    const first = ask(fact, 'lea', 'one', silenced.signal);
    const second = ask(fact, 'max');
    await settle();
    silenced.abort();
    mode = 'silent';
    expect(await first).toMatchObject({ kind: 'failed', reason: 'cancelled' });
    expect(signalOfCall.aborted).toBe(false);
    answer({ kind: 'text', text: 'for max', endpoint: 'local', model: 'm' });
    expect(await second).toMatchObject({ text: 'for max' });
  });
});

describe('a question whose source failed when it was first asked', () => {
  const celeste: Found = {
    kind: 'fact',
    fact: {
      source: 'igdb',
      title: 'Céleste',
      line: '',
      grounding: 'Céleste. release: 25 janvier 2018',
      url: null,
      direct: false,
    },
  };
  const from = (found: Found): Knowledge => ({
    ...noKnowledge,
    route: () => ({ route: 'igdb', subject: 'Céleste', aspect: 'about', confidence: 0.9, tier: 'light' }),
    igdb: async () => found,
    wikipedia: async () => ({ kind: 'nothing' }),
  });
  const text = (outcome: Outcome) => (outcome.kind === 'reply' ? outcome.text : outcome.kind);
  const speak = (said: string) => {
    says = async () => ({ kind: 'text', text: said, endpoint: 'local', model: 'm' });
  };
  const asks = (login: string) => ask('c’est quoi Céleste', login);

  test('is not answered from the model’s own head once the source answers, as if the source had said it', async () => {
    knows = from({ kind: 'failed', reason: 'down' });
    speak('Un jeu de course.');
    expect(text(await asks('lea'))).toBe('Un jeu de course.');
    knows = from(celeste);
    speak('Un jeu de plateforme.');
    expect(text(await asks('max'))).toBe('Un jeu de plateforme. (source.igdb)');
  });

  test('gets no guessed date from what was kept, when nothing else answers', async () => {
    knows = from({ kind: 'failed', reason: 'down' });
    speak('Il est sorti en 2011.');
    expect(text(await asks('lea'))).toMatch(/^knowledge.unsure/);
    says = async () => down;
    await clock.advance(2 * 3_600_000);
    expect(text(await mention('c’est quoi Céleste', 'tom'))).toMatch(/^failed.fun/);
  });

  test('gets what was answered from the source before, with its name', async () => {
    knows = from(celeste);
    speak('Sorti en 2018.');
    await asks('lea');
    knows = from({ kind: 'failed', reason: 'down' });
    says = async () => down;
    expect(text(await mention('c’est quoi Céleste', 'tom'))).toBe('Sorti en 2018. (source.igdb)');
  });
});

test('what is described is looked for once more without its rarest word, and is told where it is of the kind', async () => {
  const asked: string[] = [];
  const goose = { source: 'wikipedia', title: 'Untitled Goose Game', line: 'Honk', url: null, direct: true } as const;
  const grounding = 'Untitled Goose Game (video game): a game.';
  knows = {
    ...noKnowledge,
    route: () => ({ route: 'igdb', subject: 'goose', aspect: 'about', confidence: 0.9, tier: 'light' }),
    wikipedia: async ({ subject }) => {
      asked.push(subject);
      return subject === 'goose annoy village' ? { kind: 'fact', fact: { ...goose, grounding } } : { kind: 'nothing' };
    },
    told: (found) => ({ kind: 'reply', source: 'wikipedia', text: found.kind === 'fact' ? found.fact.line : '' }),
  };
  expect(await ask('the game where a horrible goose annoy a village, name?', 'lea')).toMatchObject({ text: 'Honk' });
  expect(asked).toEqual(['horrible goose annoy village', 'goose annoy village']);
});

test('two questions that one sentence answers get it once', async () => {
  const fact = { source: 'wikipedia', title: 'X', line: 'X is a book by Y.', grounding: '', url: null } as const;
  knows = {
    ...noKnowledge,
    route: () => ({ route: 'wikipedia', subject: 'X', aspect: 'who', confidence: 0.9, tier: 'light' }),
    wikipedia: async () => ({ kind: 'fact', fact: { ...fact, direct: true } }),
    told: () => ({ kind: 'reply', source: 'wikipedia', text: fact.line }),
  };
  expect(await ask('who wrote hyperion and when was it published', 'lea')).toMatchObject({ text: fact.line });
});
