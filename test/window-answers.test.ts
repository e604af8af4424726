import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bot, startBot } from './support/bot.ts';
import { aViewer } from './support/fakes.ts';
import { ask } from './support/web.ts';

// "Ask as a viewer", previews, and what stands behind an answer: asked of a whole bot by its API.

const token = 'a-token-for-tests-that-is-long-enough';
const bearer = { Authorization: `Bearer ${token}` };
const channel = '/api/channels/my_channel';
let bot: Bot;

async function api(method: string, path: string, body?: unknown, language = 'fr') {
  const headers = {
    ...bearer,
    'Accept-Language': language,
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
  };
  const answer = await ask(bot.app.address()!, method, path, headers, body === undefined ? '' : JSON.stringify(body));
  return {
    status: answer.status,
    body: answer.body,
    json: JSON.parse(answer.body.startsWith('{') ? answer.body : '{}'),
  };
}
const asked = async (question: string, role = 'viewer') =>
  (await api('POST', `${channel}/ask`, { question, role })).json;
const emit = (text: string) => `raconte-moi EMIT${Buffer.from(text).toString('base64')}`;

beforeAll(async () => {
  bot = await startBot({
    env: { SERDABOT_ADMIN_TOKEN: token },
    knowledge: true,
    models: { obedient: true },
    limits: { modelName: 'qwen', tuned: { at: '2026-11-20T10:00:00Z', raw: 6, moderate: 4 }, responseTimeout: 20 },
  });
});
afterAll(() => bot.stop());

test('a question asked as a viewer is explained from the router to the gate, and nothing of it reaches chat', async () => {
  const lines = bot.twitch.lines.length;
  const known = await asked('quelle est la capitale du Portugal ?');
  expect(known).toMatchObject({ ending: 'answered', rule: null, waits: { slot: 0, upstream: expect.any(Number) } });
  expect(known.steps.slice(0, 2)).toMatchObject([
    { kind: 'routed', route: 'wikipedia', subject: expect.stringMatching(/portugal/i) },
    { kind: 'looked', found: 'fact', text: expect.stringMatching(/Lisbonne/) },
  ]);
  expect(known.lines.join(' ')).toMatch(/Lisbonne/);

  const told = await asked('raconte-moi une histoire de pirates');
  expect(told).toMatchObject({ ending: 'answered', source: 'endpoint:local', by: null });
  expect(told.steps.map(({ kind }: { kind: string }) => kind)).toEqual(['routed', 'looked', 'prompted', 'called']);
  const [, , prompted, called] = told.steps;
  expect(prompted.messages.at(0).role).toBe('system');
  expect(prompted.messages.at(-1)).toMatchObject({ role: 'user', content: expect.stringContaining('pirates') });
  expect(called).toMatchObject({ endpoint: 'local', outcome: 'ok', ms: expect.any(Number) });
  expect(told.lines.join(' ').length).toBeGreaterThan(5);

  // What everybody may be answered with is not kept either.
  await asked('pourquoi les chats ronronnent ?');
  const { caches } = (await api('GET', `${channel}/answers`)).json;
  expect(caches.find(({ name }: { name: string }) => name === 'answers')).toMatchObject({ entries: 0, misses: 1 });

  // A real viewer's `!ask` finds nothing of it: no conversation, no stored answer, no line in the feed.
  expect(bot.twitch.lines.length).toBe(lines);
  expect((await api('GET', '/api/feed')).json.items.filter(({ kind }: { kind: string }) => kind === 'command')).toEqual(
    [],
  );
  const before = bot.models.requests.length;
  await bot.ask('!ask raconte-moi une histoire de pirates', aViewer('zoe'));
  expect(bot.models.requests.length).toBe(before + 1);
});

test('what the gate would hold back is shown with its rule, and what cannot be asked says so', async () => {
  const held = await asked(emit('I am 12 years old and I live alone'));
  expect(held).toMatchObject({ ending: 'answered', lines: [], rule: expect.stringMatching(/./) });
  expect(held.text).toMatch(/12/);
  for (const [question, status] of [
    ['!forgetme', 404],
    ['!commands add x y', 404],
    ['', 400],
    ['a\nb', 400],
    ['x'.repeat(481), 400],
  ] as const) {
    expect([question, (await api('POST', `${channel}/ask`, { question })).status]).toEqual([question, status]);
  }
  expect((await api('POST', `${channel}/ask`, { question: 'x', role: 'broadcaster' })).status).toBe(400);
});

test('the dashboard asks six questions a minute at most', async () => {
  const statuses = [];
  for (let i = 0; i < 7; i++) statuses.push((await api('POST', `${channel}/ask`, { question: `1 + ${i}` })).status);
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
  expect(statuses.at(-1)).toBe(429);
});

test('a draft is shown as it would be said: variables filled in, after the gate, and nothing is saved or counted', async () => {
  const lines = bot.twitch.lines.length;
  const preview = async (feature: string, draft: string, args = '') =>
    (await api('POST', `${channel}/features/${feature}/preview`, { draft, args })).json.said;
  expect(await preview('commands', 'Salut $(touser), $(count) fois', 'Lea')).toEqual([
    { lines: ['Salut Lea, 1 fois'], rule: null, fault: null },
  ]);
  expect(await preview('commands', 'Salut $(usr)')).toEqual([
    { lines: [], rule: null, fault: expect.stringContaining('user') },
  ]);
  const draft = { draft: 'Salut $(usr)' };
  const [wrong] = (await api('POST', `${channel}/features/commands/preview`, draft, 'en')).json.said;
  expect(wrong.fault).toMatch(/^I do not know the variable usr/);
  const [held] = await preview('commands', 'Va voir $(query)', 'http://evil.example/x');
  expect(held.lines.join('')).not.toContain('evil.example');
  expect(await preview('timers', 'Buvez ! || $(counter eau) verres')).toMatchObject([
    { lines: ['Buvez !'] },
    { lines: ['0 verres'] },
  ]);
  expect((await preview('quotes', 'Aïe - Maëlle'))[0].lines[0]).toMatch(/Aïe.*Maëlle/);
  expect((await preview('fact', 'Un clavier bleu'))[0].lines).toEqual(['Un clavier bleu']);
  expect((await api('POST', `${channel}/features/alerts/preview`, { draft: 'x' })).status).toBe(404);
  expect((await api('POST', `${channel}/features/commands/preview`, { draft: 'a\nb' })).status).toBe(400);
  expect((await api('GET', `${channel}/features/commands`)).json.items).toEqual([]);
  expect(bot.twitch.lines.length).toBe(lines);
});

test('who answers for the channel takes back what a moderator changed last, and nobody else’s rights are lent', async () => {
  const mod = aViewer('milo', 'moderator');
  await bot.ask('!counter essais = 5', mod);
  const run = (body: object) => api('POST', `${channel}/commands`, body);
  expect((await run({ command: 'counter', args: 'essais = 7', of: 'milo' })).status).toBe(403);
  expect((await run({ command: 'undo', of: 'nobody' })).status).toBe(403);
  expect((await run({ command: 'undo', of: 'milo' })).status).toBe(200);
  const { items, edits } = (await api('GET', `${channel}/features/counters`)).json;
  expect([items, edits.at(-1)]).toMatchObject([[], { login: 'milo', key: 'essais', after: 5, undone: true }]);
});

test('prompts, personas and caches are shown as they are', async () => {
  const { persona, personas, prompts, caches } = (await api('GET', `${channel}/answers`)).json;
  expect(persona).toBe(null);
  expect(personas.map(({ name }: { name: string }) => name)).toContain('pirate');
  expect(prompts.find(({ name }: { name: string }) => name === 'ask').text).toContain('{bot}');
  expect(caches).toEqual(
    expect.arrayContaining([expect.objectContaining({ name: 'wikipedia', misses: expect.any(Number) })]),
  );
});

test('each endpoint shows its latency, its calls at once and its failures; the last tuning is told', async () => {
  const { endpoints, tuned } = (await api('GET', '/api/queue')).json;
  expect(endpoints).toMatchObject([{ name: 'local', active: 0, most: null, failures: 0, retry_ms: null }]);
  expect(endpoints[0].latency.answers).toBeGreaterThan(0);
  expect(endpoints[0].latency.most_ms).toBeGreaterThanOrEqual(endpoints[0].latency.half_ms);
  expect(tuned).toEqual({ at: '2026-11-20T10:00:00Z', model: 'qwen', raw: 6, moderate: 4, response_timeout: 20 });
});
