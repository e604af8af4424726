import { describe, expect, test } from 'vitest';
import { aCall, collectEvents, keySay } from '../../test/support/fakes.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import type { Command } from '../domain/command.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Saying } from '../domain/saying.ts';
import type { Verdict } from '../domain/verdict.ts';
import { unwatched } from '../domain/watchdog.ts';
import { createWay, type WayParts } from './way.ts';

test('a bug in the reading of a line is told, and ends with that line', () => {
  const { events, tell } = collectEvents();
  const error = new Error('x is not a function');
  const way = createWay({
    passes: () => true,
    parse() {
      throw error;
    },
    isClosing: () => false,
    watchdog: unwatched,
    tell,
  } as Partial<WayParts> as WayParts);
  const { message } = aCall({ name: 'ask' } as Parameters<typeof aCall>[0], 'x');
  expect(() => way.take(message)).not.toThrow();
  expect(events).toEqual([{ kind: 'bug', where: 'the reading of a line', error }]);
});

describe('a command', () => {
  const command = { name: 'ask', level: 'viewer', run: async () => ({ kind: 'silent' }) } as unknown as Command;

  function setUp({
    outcome = { kind: 'reply', text: 'Here.', source: 'bot' } as Outcome,
    refused = false,
    ours = true,
    leaves = Promise.resolve(),
  }) {
    const said: Saying[] = [];
    const settled: boolean[] = [];
    const stored: string[] = [];
    let ran = 0;
    const call = aCall(command, 'x');
    const refusal = { kind: 'refused', by: 'cooldown', retryAfterMs: 5_000, tell: true } as const;
    const admitted: Verdict = {
      kind: 'admitted',
      settle: (itRan) => void settled.push(itRan),
      permit: { release() {} },
    };
    const { events, tell } = collectEvents();
    const way = createWay({
      passes: () => true,
      parse: () => call,
      limiter: { admit: async () => (refused ? refusal : admitted), refuse: async () => refusal },
      dispatch: async () => {
        ran++;
        return outcome;
      },
      loops: { isMuted: () => false, isTurnTooMany: () => false, said() {} },
      underWay: {
        isNew: () => true,
        claim: async () => ours,
        admitted({ message }: typeof call) {
          stored.push(message.id);
          return leaves;
        },
        handing: async () => true,
        ended: (id: string) => void stored.splice(stored.indexOf(id), 1),
      },
      mention: { name: 'mention' },
      outbox: {
        async say(saying: Saying) {
          said.push(saying);
          return { kind: 'accepted', id: 'r1' };
        },
      },
      journal: { note() {} },
      isPaused: () => false,
      isClosing: () => false,
      optedOut: async () => false,
      readsAhead: true,
      say: keySay,
      fallbackMode: () => 'fun',
      wait: String,
      clock: createVirtualClock(),
      tell,
      watchdog: unwatched,
      stopping: new AbortController().signal,
    } as unknown as WayParts);
    return { way, call, said, settled, stored, events, ran: () => ran };
  }

  test('that is admitted runs, is settled as run, and its reply leaves with what it may carry', async () => {
    const outcome = { kind: 'reply', text: 'Here.', source: 'bot', links: ['a.example'], mentions: ['lea'] };
    const { way, call, said, settled, stored, ran, events } = setUp({ outcome: outcome as unknown as Outcome });
    way.take(call.message);
    expect(way.isIdle('my_channel')).toBe(false);
    await way.drained();
    expect(events).toMatchObject([{ kind: 'command.ended', ending: 'answered', source: 'bot' }]);
    expect([ran(), settled, stored]).toEqual([1, [true], []]);
    expect(said).toMatchObject([{ text: 'Here.', rank: 'answer', links: ['a.example'], mentions: ['lea'] }]);
    expect(way.isIdle('my_channel')).toBe(true);
  });

  test('that is refused does not run, and is told why', async () => {
    const { way, call, said, settled, ran } = setUp({ refused: true });
    way.take(call.message);
    await way.drained();
    expect([ran(), settled, said.map(({ rank }) => rank)]).toEqual([0, [], ['refusal']]);
  });

  test('reads ahead while its admission is asked for; a bug in that is told, and the command runs', async () => {
    const { way, call, ran, events } = setUp({});
    const error = new Error('nothing to read');
    const readAhead = () => {
      expect(ran()).toBe(0);
      throw error;
    };
    Object.assign(call, { command: { ...command, readAhead } });
    way.take(call.message);
    await way.drained();
    expect(ran()).toBe(1);
    expect(events).toContainEqual({ kind: 'bug', where: 'reading ahead for ask', error });
  });

  test('that asks waits until its entry has left for the store; a light one is done by then', async () => {
    const { promise: leaves, resolve: left } = Promise.withResolvers<void>();
    const light = setUp({ leaves });
    light.way.take(light.call.message);
    await light.way.drained();
    const question = setUp({ leaves });
    Object.assign(question.call, { command: { ...command, asks: true } });
    question.way.take(question.call.message);
    await new Promise(setImmediate);
    expect([light.ran(), question.ran(), question.stored]).toEqual([1, 0, [question.call.message.id]]);
    left();
    await question.way.drained();
    expect(question.ran()).toBe(1);
  });

  test('of which another process has the message does nothing here', async () => {
    const { way, call, said, ran } = setUp({ ours: false });
    way.take(call.message);
    await way.drained();
    expect([ran(), said]).toEqual([0, []]);
  });

  test('of a process that is gone is run without a second admission, and waited for', async () => {
    const { way, call, said, ran } = setUp({ refused: true });
    const settled: boolean[] = [];
    way.resume(call, undefined, (itRan) => void settled.push(itRan));
    expect(way.isIdle('my_channel')).toBe(false);
    await way.drained('my_channel');
    expect([ran(), settled, said.map(({ text }) => text)]).toEqual([1, [true], ['Here.']]);
  });
});
