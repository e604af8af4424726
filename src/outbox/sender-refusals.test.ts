import { beforeEach, expect, test } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../../test/support/virtual-clock.ts';
import type { Line } from '../domain/chat.ts';
import type { Permit } from '../domain/verdict.ts';
import { createSender, type Sender } from './sender.ts';

// When refusals pile up: in channels whose names begin with "m" the bot is a moderator.

let clock: VirtualClock;
let sent: Line[];
let outbox: Sender;

beforeEach(() => {
  clock = createVirtualClock();
  sent = [];
  outbox = createSender({
    chat: {
      standing: (channel) => ({ privileged: channel.startsWith('m') }),
      async send(line) {
        sent.push(line);
        return { kind: 'accepted', id: `r${sent.length}` };
      },
    },
    containment: async () => (text) =>
      text.startsWith('BAD') ? { kind: 'blocked', rule: 'bad' } : { kind: 'lines', lines: [text] },
    crowd: (names, waitMs) => `${names.join(', ')}: ${waitMs}`,
    clock,
    tell() {},
  });
});
const texts = () => sent.map((line) => line.text);

function refuse(name: string, waitMs = 1_000, channel = 'p1', permit?: Permit) {
  const deadline = clock.now() + 20_000;
  const whose = { viewerName: name, replyTo: `m-${name}`, channel, permit };
  return outbox.say({ ...whose, text: `non ${name}`, rank: 'refusal', waitMs, deadline });
}

test('one line names several viewers, unthreaded, with the longest wait', async () => {
  const all = ['a', 'b', 'c', 'd'].map((name, i) => refuse(name, 1_000 * (i + 1)));
  await clock.advance(3_000);
  expect(texts()).toEqual(['non a', 'b, c, d: 4000']);
  expect(sent.map((line) => line.replyTo)).toEqual(['m-a', undefined]);
  expect((await Promise.all(all)).map((said) => said.kind)).toEqual(['accepted', 'accepted', 'merged', 'merged']);
});

test('two are still told one by one', async () => {
  const all = ['a', 'b', 'c'].map((name) => refuse(name));
  await clock.advance(5_000);
  await Promise.all(all);
  expect(texts()).toEqual(['non a', 'non b', 'non c']);
});

test('who was admitted is told by himself where lines need no pause, and with the others where they do', async () => {
  const admitted = (name: string, channel: string) =>
    refuse(name, 1_000, channel, outbox.permits.reserve(channel, 20_000)!);
  for (const channel of ['m1', 'p1']) for (const name of ['a', 'b', 'c', 'd']) void admitted(name, channel);
  await clock.advance(3_000);
  const textsIn = (channel: string) => sent.filter((line) => line.channel === channel).map(({ text }) => text);
  expect(textsIn('m1')).toEqual(['non a', 'non b', 'non c', 'non d']);
  expect(textsIn('p1')).toEqual(['non a', 'b, c, d: 1000']);
});

test('a name that may not be said does not silence the others', async () => {
  for (const name of ['a', 'BAD', 'c', 'd']) void refuse(name);
  await clock.advance(5_000);
  expect(texts()).toEqual(['non a', 'non BAD']);
});
