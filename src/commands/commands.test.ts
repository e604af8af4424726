import { beforeEach, describe, expect, test, vi } from 'vitest';
import { aCall, aViewer, handed, keySay, noKnowledge } from '../../test/support/fakes.ts';
import type { Command } from '../domain/command.ts';
import type { Completion, EndpointReport, Exchange, LlmRequest } from '../domain/llm.ts';
import type { FallbackMode } from '../domain/settings.ts';
import type { Role } from '../domain/viewer.ts';
import { type AskParts, createAsk, createMention } from './ask.ts';
import { createBotStatus } from './botstatus.ts';
import { duration } from './duration.ts';
import { createHelp } from './help.ts';
import { createPing } from './ping.ts';

const signal = new AbortController().signal;
const say = keySay;
const run = async (command: Command, args = '', roles: Role[] = []) => {
  const outcome = await command.run(aCall(command, args, { viewer: aViewer('lea', ...roles) }), signal);
  return outcome.kind === 'reply' ? outcome.text : outcome;
};

describe('!ask and a mention', () => {
  let asked: LlmRequest[];
  let completion: Completion;
  let history: Exchange[];
  let mode: FallbackMode;
  const parts: AskParts = {
    llm: {
      complete: async (request) => {
        asked.push(request);
        return completion;
      },
      states: () => [],
    },
    conversations: {
      recall: async () => ({ summary: null, exchanges: history }),
      remember: async (_channel, _viewer, exchange) => void history.push(exchange),
      about: async () => ({ ok: true, value: null }),
      forget: async () => ({ ok: true, value: null }),
      count: async () => 0,
    },
    knowledge: noKnowledge,
    taught: () => null,
    askRoute: async (routed) => routed,
    now: () => 0,
    format: () => undefined,
    answers: { keyOf: () => null, get: vi.fn(), kept: async () => null },
    language: () => 'fr',
    leaves: async () => true,
    keepsNothing: async () => false,
    say,
    prefix: () => '!',
    fallbackMode: () => mode,
    prompt: (kind, { question, past: { exchanges: said } }) => [
      { role: 'system', content: kind },
      { role: 'user', content: `${said.length} before: ${question}` },
    ],
  };
  const ask = createAsk(parts);
  const mention = createMention(parts);

  beforeEach(() => {
    asked = [];
    history = [];
    mode = 'fun';
    completion = { kind: 'text', text: 'Supergiant Games.', endpoint: 'local', model: 'm' };
  });

  test('the answer is the model’s, and says which endpoint gave it', async () => {
    const outcome = await handed(ask.run(aCall(ask, 'qui a fait Hadès ?'), signal));
    expect(outcome).toEqual({ kind: 'reply', text: 'Supergiant Games.', source: 'endpoint:local' });
  });

  test('the model is told what it is asked for', async () => {
    await ask.run(aCall(ask, 'a'), signal);
    await mention.run(aCall(mention, 'b'), signal);
    expect(asked.map(({ messages }) => messages[0]!.content)).toEqual(['ask', 'mention']);
  });

  test('what was said before goes along, and the exchange is remembered', async () => {
    await handed(ask.run(aCall(ask, 'un'), signal));
    await handed(ask.run(aCall(ask, 'deux'), signal));
    expect(asked[1]!.messages[1]!.content).toBe('1 before: deux');
    expect(history.at(-1)).toEqual({ question: 'deux', answer: 'Supergiant Games.' });
  });

  test('a moderator stands further ahead in the line than a viewer', async () => {
    await run(ask, 'a', ['moderator', 'subscriber']);
    await run(ask, 'a');
    expect(asked.map(({ priority }) => priority)).toEqual(['moderator', 'viewer']);
  });

  test('the deadline and the caller’s meter go along', async () => {
    const call = aCall(ask, 'a');
    await ask.run(call, signal);
    expect(asked[0]).toMatchObject({ deadline: call.deadline, channel: 'my_channel', command: 'ask' });
    expect(asked[0]!.meter).toBe(call.meter);
  });

  test('without a question the viewer is told how to ask, and no model is called', async () => {
    expect(await run(ask)).toBe('ask.usage prefix=!');
    expect(asked).toEqual([]);
  });

  test('a bare mention gets a greeting, and no model is called', async () => {
    expect(await run(mention)).toBe('mention.empty prefix=!');
    expect(asked).toEqual([]);
  });

  test.each<[FallbackMode, string]>([
    ['fun', 'failed.fun'],
    ['minimal', 'failed.minimal'],
  ])('when every endpoint failed, a phrase of the mode %s is said', async (chosen, expected) => {
    completion = { kind: 'failed', reason: 'no_endpoint' };
    mode = chosen;
    expect(await ask.run(aCall(ask, 'a'), signal)).toEqual({
      kind: 'reply',
      text: expected,
      source: 'phrase',
      phrase: 'no_endpoint',
    });
    expect(history).toEqual([]);
  });

  test('in silent mode a failure stays a failure', async () => {
    completion = { kind: 'failed', reason: 'deadline' };
    mode = 'silent';
    expect(await run(ask, 'a')).toMatchObject({ kind: 'failed', reason: 'deadline' });
  });

  test('without a slot the refusal is passed on, and nothing is remembered', async () => {
    completion = { kind: 'refused', verdict: { kind: 'refused', by: 'slot', retryAfterMs: 3_000, tell: true } };
    expect(await run(ask, 'a')).toMatchObject({ kind: 'refused', verdict: { by: 'slot' } });
    expect(history).toEqual([]);
  });
});

describe('!help', () => {
  const command = (name: string, level: Command['level'], ...aliases: string[]): Command => ({
    name,
    aliases,
    level,
    run: async () => ({ kind: 'ignored' }),
  });
  const all: Command[] = [command('ask', 'viewer', 'question'), command('botstatus', 'moderator')];
  const help = createHelp({ say, prefix: () => '!', botName: () => 'serdabot', commands: () => all });

  test('lists what the viewer may use', async () => {
    expect(await run(help)).toBe('help.list commands=!ask prefix=!');
    expect(await run(help, '', ['moderator'])).toBe('help.list commands=!ask !botstatus prefix=!');
  });

  test('explains one command, by its name, its alias, with or without the prefix', async () => {
    for (const args of ['ask', '!ask', 'QUESTION', 'ask please']) {
      expect(await run(help, args)).toContain('help.about.ask');
    }
  });

  test('does not explain what the viewer may not use, or what there is not', async () => {
    expect(await run(help, 'botstatus')).toContain('help.unknown');
    expect(await run(help, 'constructor')).toContain('help.unknown');
  });

  test('answers to its French and English names', () => {
    expect(help.aliases).toEqual(expect.arrayContaining(['commands', 'aide', 'commandes']));
  });
});

describe('!ping', () => {
  test('says how long the bot has been up', async () => {
    expect(await run(createPing({ say, uptimeMs: () => 5_000 }))).toBe('ping.pong uptime=duration.seconds n=5');
  });
});

const nobody = { broadcaster: 0, moderator: 0, vip: 0, subscriber: 0, viewer: 0, background: 0 };

describe('!botstatus', () => {
  const endpoints = vi.fn((): EndpointReport[] => []);
  let limit = 4;
  const status = createBotStatus({
    say,
    uptimeMs: () => 3_600_000,
    channels: () => ['a', 'b'],
    endpoints,
    slots: () => ({ inFlight: 1, cap: 4, limit, line: { ...nobody, moderator: 1, viewer: 2 } }),
  });

  test('is for moderators', () => {
    expect(status.level).toBe('moderator');
  });

  test('says how chat, endpoints and slots are', async () => {
    endpoints.mockReturnValueOnce([
      { name: 'local', state: 'backing off' },
      { name: 'openai', state: 'healthy' },
      { name: 'other', state: 'healthy', word: 'not tried yet' },
    ]);
    const text = await run(status);
    expect(text).toContain('chat=botstatus.chat.joined channels=2');
    expect(text).toContain('model=local endpoint.backing off, openai endpoint.healthy, other endpoint.not tried yet');
    expect(text).toContain('waiting=priority.moderator 1, priority.viewer 2');
  });

  test('tells the cap that the bot has lowered from the configured one', async () => {
    expect(await run(status)).toContain('slots=botstatus.slots inFlight=1 cap=4');
    limit = 2;
    expect(await run(status)).toContain('slots=botstatus.slots.lowered inFlight=1 limit=2 cap=4');
  });

  test('says so when no model is configured', async () => {
    expect(await run(status)).toContain('model=botstatus.model.none');
  });
});

describe('a length of time', () => {
  test.each([
    [0, 'duration.seconds n=1'],
    [1, 'duration.seconds n=1'],
    [8_000, 'duration.seconds n=8'],
    [8_001, 'duration.seconds n=9'],
    [120_000, 'duration.minutes n=2'],
    [3_600_000, 'duration.hours h=1 m=0'],
    [5_400_000, 'duration.hours h=1 m=30'],
    [90_000_000, 'duration.days d=1 h=1'],
  ])('%i ms', (ms, expected) => {
    expect(duration(say, ms)).toBe(expected);
  });
});
