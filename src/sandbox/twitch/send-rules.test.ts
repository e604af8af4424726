import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import { type Attempt, createSendRules } from './send-rules.ts';

const minute = 60_000;

function setUp(ignoreMs = 30 * minute) {
  const clock = createVirtualClock();
  const rules = createSendRules({ clock, ignoreMs });
  let n = 0;
  const send = (over: Partial<Attempt> = {}) =>
    rules.send({ account: 'bot', channel: 'a', text: `line ${n++}`, privileged: false, ...over });
  return { clock, rules, send };
}

const reason = (verdict: ReturnType<ReturnType<typeof setUp>['send']>) =>
  verdict.kind === 'refused' ? verdict.reason : 'accepted';

test('an unprivileged account has 20 lines in any 30 seconds, then is ignored', async () => {
  const { clock, send } = setUp();
  for (let i = 0; i < 20; i++) expect(reason(send({ channel: `c${i}` }))).toBe('accepted');
  await clock.advance(29_999);
  expect(reason(send())).toBe('msg_ratelimit');
  await clock.advance(minute);
  expect(reason(send())).toBe('ignored');
  await clock.advance(29 * minute);
  expect(reason(send())).toBe('accepted');
});

test('a place is free again exactly 30 seconds after it was taken', async () => {
  const { clock, send, rules } = setUp();
  send({ channel: 'first' });
  await clock.advance(10_000);
  for (let i = 0; i < 19; i++) send({ channel: `c${i}` });
  await clock.advance(20_000);
  expect(rules.recent('bot')).toBe(19);
  expect(reason(send())).toBe('accepted');
  expect(reason(send({ channel: 'b' }))).toBe('msg_ratelimit');
});

test('a privileged line may be the hundredth, and fills the small window too', () => {
  const { send } = setUp();
  for (let i = 0; i < 100; i++) expect(reason(send({ privileged: true }))).toBe('accepted');
  expect(reason(send())).toBe('msg_ratelimit');
});

test('the 101st privileged line has the account ignored everywhere', () => {
  const { send } = setUp();
  for (let i = 0; i < 100; i++) send({ privileged: true });
  expect(reason(send({ privileged: true }))).toBe('msg_ratelimit');
  expect(reason(send({ privileged: true }))).toBe('ignored');
});

test('an account ignored for its unprivileged lines is still heard where it is privileged', () => {
  const { send } = setUp();
  for (let i = 0; i < 21; i++) send({ channel: `c${i}` });
  expect(reason(send())).toBe('ignored');
  expect(reason(send({ privileged: true }))).toBe('accepted');
});

test('one line a second in a channel where the account is nobody', async () => {
  const { clock, send } = setUp();
  expect(reason(send())).toBe('accepted');
  await clock.advance(999);
  expect(reason(send())).toBe('msg_ratelimit');
  expect(reason(send({ channel: 'b' }))).toBe('accepted');
  await clock.advance(1000);
  expect(reason(send())).toBe('accepted');
});

test('the same words within 30 seconds are refused, however they are spaced, but are no breach', async () => {
  const { clock, send } = setUp();
  send({ text: 'hello there' });
  await clock.advance(2000);
  expect(send({ text: ' hello   there ' })).toEqual({ kind: 'refused', reason: 'msg_duplicate' });
  await clock.advance(2000);
  expect(reason(send({ text: 'hello there', channel: 'b' }))).toBe('accepted');
  expect(reason(send({ text: 'Hello there' }))).toBe('accepted');
  await clock.advance(26_000);
  expect(reason(send({ text: 'hello there' }))).toBe('accepted');
});

test('the privileged may repeat themselves', () => {
  const { send } = setUp();
  expect(reason(send({ text: 'again', privileged: true }))).toBe('accepted');
  expect(reason(send({ text: 'again', privileged: true }))).toBe('accepted');
});

test('accounts do not share windows', () => {
  const { send } = setUp();
  for (let i = 0; i < 21; i++) send({ channel: `c${i}` });
  expect(reason(send({ account: 'other' }))).toBe('accepted');
});

test('20 joins and 20 logins in 10 seconds', async () => {
  const { clock, rules } = setUp();
  for (const permit of [rules.join, rules.login]) {
    for (let i = 0; i < 20; i++) expect(permit('bot')).toBe(true);
    expect(permit('bot')).toBe(false);
  }
  await clock.advance(10_000);
  expect(rules.join('bot')).toBe(true);
  expect(rules.login('bot')).toBe(true);
});
