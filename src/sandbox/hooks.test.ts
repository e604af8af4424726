import { afterEach, expect, test } from 'vitest';
import { createSandboxDiscord, createSandboxNtfy, createSandboxSlack, type SandboxHook } from './hooks.ts';

const open: SandboxHook[] = [];
afterEach(async () => {
  for (const hook of open.splice(0)) await hook.stop();
});

async function post(hook: SandboxHook, body: unknown, { path = '', method = 'POST', headers = {} } = {}) {
  const response = await fetch(`${hook.address}${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return `${response.status} ${await response.text()}`;
}

test('Discord refuses what it refuses, and says that a message was made only when asked to wait', async () => {
  let now = 0;
  const clock = { now: () => (now += 1000), wall: () => 0, after: () => () => {} };
  const hook = await createSandboxDiscord(clock);
  open.push(hook);
  expect(await post(hook, {})).toContain('Cannot send an empty message');
  expect(await post(hook, 'not json')).toContain('50109');
  expect(await post(hook, { content: 'a' }, { headers: { 'Content-Type': 'text/plain' } })).toContain('400');
  expect(await post(hook, { embeds: [{ title: 'a'.repeat(257) }] })).toContain('256 or fewer');
  expect(await post(hook, { embeds: Array(2).fill({ description: 'a'.repeat(4000) }) })).toContain('6000');
  expect(await post(hook, { embeds: Array(11).fill({ title: 'a' }) })).toContain('10 or fewer');
  expect(await post(hook, { embeds: [{ title: 'a', color: 'red' }] })).toContain('color');
  expect(await post(hook, { content: 'a' }, { path: 'x' })).toContain('50027');
  expect(await post(hook, { content: 'hello' })).toBe('204 ');
  const made = await post(hook, { content: 'hello' }, { path: '?wait=true' });
  const { id } = JSON.parse(made.slice(4)) as { id: string };
  expect(await post(hook, { content: 'changed' }, { path: `/messages/${id}`, method: 'PATCH' })).toContain('200');
  expect(await post(hook, { content: 'x' }, { path: '/messages/1', method: 'PATCH' })).toContain('10008');
  expect(hook.messages.map(({ text, edits }) => [text, edits])).toEqual([
    ['hello', 0],
    ['changed', 1],
  ]);
  expect(hook.breaches).toEqual([]);
  await post(hook, { content: '@everyone' });
  expect(hook.breaches).toEqual(['a message that calls people']);
});

test('Discord slows down whoever posts six times in two seconds', async () => {
  const hook = await createSandboxDiscord({ now: () => 0, wall: () => 0, after: () => () => {} });
  open.push(hook);
  const answers = [];
  for (let i = 0; i < 6; i++) answers.push((await post(hook, { content: 'a' })).slice(0, 3));
  expect(answers).toEqual(['204', '204', '204', '204', '204', '429']);
});

test('Slack takes a text, once a second, and notices who calls the channel', async () => {
  let now = 0;
  const hook = await createSandboxSlack({ now: () => now, wall: () => 0, after: () => () => {} });
  open.push(hook);
  expect(await post(hook, { text: 'hello' })).toBe('200 ok');
  expect(await post(hook, { text: 'again' })).toBe('429 rate_limited');
  for (const [body, answer] of [
    [{}, '400 no_text'],
    ['{', '400 invalid_payload'],
    [{ text: '<!channel> hello' }, '200 ok'],
  ] as const) {
    now += 2000;
    expect(await post(hook, body)).toBe(answer);
  }
  expect(await post(hook, { text: 'a' }, { path: 'x' })).toBe('404 no_service');
  expect(hook.breaches).toEqual(['a message that calls people']);
});

test('ntfy takes a topic in the body of its root, with a token where it has one', async () => {
  const hook = await createSandboxNtfy('secret');
  open.push(hook);
  const to = { path: '/../', headers: { Authorization: 'Bearer secret' } };
  expect(await post(hook, { topic: 'a', message: 'hello' }, { path: '/../' })).toContain('40101');
  expect(await post(hook, { topic: 'a b', message: 'x' }, to)).toContain('40009');
  expect(await post(hook, { topic: 'a', message: 'x', priority: 9 }, to)).toContain('40007');
  expect(await post(hook, { topic: 'a', message: 'é'.repeat(2049) }, to)).toContain('40014');
  expect(await post(hook, '[]', to)).toContain('40024');
  expect(await post(hook, { topic: 'a', title: 't', message: 'hello' }, to)).toContain('200');
  expect(hook.messages.map(({ text }) => text)).toEqual(['hello']);
});
