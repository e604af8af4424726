import { beforeEach, describe, expect, test } from 'vitest';
import { aCall, aViewer, handed, someSettings } from '../../../test/support/fakes.ts';
import { aHouse } from '../../../test/support/house.ts';
import type { Command } from '../../domain/command.ts';
import { createFeatures } from '../../domain/features.ts';
import type { Completion, Exchange, LlmRequest } from '../../domain/llm.ts';
import type { FallbackMode } from '../../domain/settings.ts';
import type { Role } from '../../domain/viewer.ts';
import { ask as askFeature } from './index.ts';

const signal = new AbortController().signal;
const run = async (command: Command, args = '', roles: Role[] = []) => {
  const outcome = await command.run(aCall(command, args, { viewer: aViewer('lea', ...roles) }), signal);
  return outcome.kind === 'reply' ? outcome.text : outcome;
};

describe('!ask and a mention', async () => {
  let asked: LlmRequest[];
  let completion: Completion;
  let history: Exchange[];
  let mode: FallbackMode;
  const commands = await createFeatures([askFeature], () =>
    aHouse({
      config: () => someSettings({ llm: { fallback_mode: mode } }),
      models: {
        complete: async (request) => {
          asked.push(request);
          return completion;
        },
        conversations: {
          recall: async () => ({ summary: null, exchanges: history }),
          remember: async (_channel, _viewer, exchange) => void history.push(exchange),
          about: async () => ({ ok: true, value: null }),
          forget: async () => ({ ok: true, value: null }),
          count: async () => 0,
        },
        prompt: (kind, { question, past: { exchanges: said } }) => [
          { role: 'system', content: kind },
          { role: 'user', content: `${said.length} before: ${question}` },
        ],
      },
    }),
  );
  const [ask] = commands.commands as [Command];
  const { mention } = commands;

  beforeEach(() => {
    asked = [];
    history = [];
    mode = 'fun';
    completion = { kind: 'text', text: 'Supergiant Games.', endpoint: 'local', model: 'm' };
  });

  test('the answer is the model’s, and says which endpoint gave it', async () => {
    const outcome = await handed(ask, aCall(ask, 'qui a fait Hadès ?'), signal);
    expect(outcome).toEqual({ kind: 'reply', text: 'Supergiant Games.', source: 'endpoint:local' });
  });

  test('the model is told what it is asked for', async () => {
    await ask.run(aCall(ask, 'a'), signal);
    await mention.run(aCall(mention, 'b'), signal);
    expect(asked.map(({ messages }) => messages[0]!.content)).toEqual(['ask', 'mention']);
  });

  test('what was said before goes along, and the exchange is remembered', async () => {
    await handed(ask, aCall(ask, 'un'), signal);
    await handed(ask, aCall(ask, 'deux'), signal);
    expect(asked[1]!.messages[1]!.content).toBe('1 before: deux');
    expect(history.at(-1)).toEqual({ question: 'deux', answer: 'Supergiant Games.' });
  });

  test('a moderator stands further ahead in the queue than a viewer', async () => {
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
