import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readRows, readViewerRows } from '../src/llm/cost/rows.ts';
import { createSandboxModels } from '../src/sandbox/models/models.ts';
import { openStorage } from '../src/storage/storage.ts';
import { type Bot, startBot } from './support/bot.ts';
import { aViewer } from './support/fakes.ts';

let bot: Bot | undefined;
afterEach(async () => {
  await bot?.stop();
  bot = undefined;
});

async function start(day: number | null) {
  bot = await startBot({ settings: { rate_limiting: { user_cooldown: 0 }, budget: { day } } });
  const { url, models } = bot.models;
  const paid = { name: 'paid', url, model: models[0]!, api_key_env: null, tier: 'heavy' } as const;
  bot.configure({
    rate_limiting: { user_cooldown: 0 },
    budget: { day },
    llm: { endpoints: [{ ...paid, price: { in: 0.25, cached: 0.025, out: 2 } }] },
  });
  return bot;
}

const broadcaster = () => aViewer('streamer', 'broadcaster');

test('a paid answer is counted, and !cost tells the broadcaster what the day has cost', async () => {
  const { ask, get } = await start(null);
  await ask('!ask pourquoi les chats ronronnent ?');
  expect((await ask('!cost', broadcaster())).text).toMatch(
    /0,0\d+ centimes de dollar, \d+ tokens .* Pas de budget fixé/,
  );
  const metrics = await (await get('/metrics')).text();
  expect(metrics).toMatch(/serdabot_llm_cost_cents_total\{endpoint="paid",model="[^"]+"\} 0\.0\d+/);
  expect((await ask('!cost', aViewer('viewer_2'))).text).not.toMatch(/centimes/);
});

test('when the day is spent, paid models are left alone, everybody still gets a line, and the streamer hears of it once', async () => {
  const { ask, models, twitch } = await start(0.12);
  const before = models.requests.length;
  const answers: string[] = [];
  for (let n = 0; n < 6; n++) answers.push((await ask(`!ask question ${n} ?`, aViewer(`viewer_${n}`))).text);
  expect(answers.every((text) => text.length > 0)).toBe(true);
  const asked = models.requests.length - before;
  expect(asked).toBeLessThan(6);
  await ask('!ping', broadcaster());
  const notices = twitch.lines.filter(({ text }) => /budget du jour/.test(text) && /payants/.test(text));
  expect(notices.length).toBeGreaterThan(0);
  // Announcements of one channel are ten seconds apart: the second one is still to come.
  expect(notices).toHaveLength(1);
  expect(bot!.log.join('').match(/100 % spent/g)).toHaveLength(1);
  expect((await ask('!why viewer_5', broadcaster())).text).toMatch(/viewer_5/);
});

test('a thousand asks at once never cost more than the day allows, as the provider bills them', async () => {
  const day = 0.8;
  const settings = {
    rate_limiting: { user_cooldown: 0 },
    budget: { day },
  };
  const models = { kind: 'openai', capacity: 500, apiKey: null, service: { firstTokenMs: 300 } } as const;
  bot = await startBot({ settings, models, limits: { cap: 500 } });
  const { twitch, get } = bot;
  const price = { in: 0.25, cached: 0.025, out: 2 };
  const { url, models: names } = bot.models;
  const endpoint = { name: 'paid', url, model: names[0]!, api_key_env: null, tier: 'heavy', price } as const;
  bot.configure({ ...settings, llm: { endpoints: [endpoint] } }, { cap: 500 });

  for (let n = 0; n < 1_000; n++) twitch.say('my_channel', aViewer(`viewer_${n}`), `!ask question ${n} ?`);
  const ends = async () => {
    const lines = (await (await get('/metrics')).text()).match(/^serdabot_commands_total\{command="ask".*$/gm) ?? [];
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  };
  await expect.poll(ends, { interval: 100 }).toBe(1_000);
  await expect.poll(() => bot!.models.inFlight).toBe(0);

  const { prompt, cached, completion } = bot.models.billed;
  const cents = ((prompt - cached) * price.in + cached * price.cached + completion * price.out) * 1e-4;
  expect(cents).toBeGreaterThan(0);
  expect(cents).toBeLessThanOrEqual(day);
  // It was the budget that ended it, not that nobody else asked.
  expect(bot.log.join('')).toMatch(/budget of the day \(#my_channel\): 100 % spent/);
});

test('a bot that was restarted warns nobody again, asks in the form that works, and knows what each viewer spent', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'serdabot-costs-'));
  const models = await createSandboxModels({ kind: 'openai', apiKey: null, models: ['gpt-5-mini'] });
  const price = { in: 0.25, cached: 0.025, out: 2 };
  const paid = { name: 'paid', url: models.url, model: 'gpt-5-mini', api_key_env: null, tier: 'heavy', price } as const;
  const settings = {
    rate_limiting: { user_cooldown: 0 },
    budget: { day: 0.5 },
    llm: { endpoints: [paid] },
  };
  const notices: number[] = [];
  try {
    for (let start = 0; start < 2; start++) {
      bot = await startBot({ settings, storage: { url: 'sqlite:bot.db', folder } });
      const before = models.requests.length;
      for (let n = 0; n < 8; n++) {
        await bot.ask(`!ask question ${start} ${n} ?`, aViewer('lea'));
        // What was there for the first start to find out, the second one knows.
        if (n === 0) expect(models.requests.length - before).toBe(start === 0 ? 2 : 1);
      }
      notices.push(bot.twitch.lines.filter(({ text }) => /budget du jour/.test(text) && /payants/.test(text)).length);
      await bot.stop();
      bot = undefined;
      settings.budget.day = 0.6;
    }
    expect(notices[0]).toBeGreaterThan(0);
    expect(notices[1]).toBe(0);
    const opened = await openStorage({ url: 'sqlite:bot.db', folder, tell() {}, processes: 1 });
    if (!opened.ok) throw new Error(opened.reason);
    const { records } = opened.storage;
    const all = await readRows(records, '2000-01-01');
    const { prompt, completion } = models.billed;
    expect(all).toMatchObject({ rows: [{ promptTokens: prompt, completionTokens: completion }] });
    const viewers = await readViewerRows(records, '2000-01-01');
    expect(viewers).toMatchObject({ rows: [{ viewer: 'id-lea', endpoint: 'paid' }] });
    // A summary, made behind the viewer's back, is nobody's.
    expect(viewers.ok && viewers.rows[0]!.promptTokens).toBeGreaterThan(prompt / 2);
    await opened.storage.close();
  } finally {
    await models.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
