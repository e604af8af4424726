import { afterEach, expect, test } from 'vitest';
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
  await ask('!ask pourquoi le ciel est bleu ?');
  expect((await ask('!cost', broadcaster())).text).toMatch(/0,0\d+ centimes, \d+ tokens .* Pas de budget fixé/);
  const metrics = await (await get('/metrics')).text();
  expect(metrics).toMatch(/serdabot_llm_cost_cents_total\{endpoint="paid",model="[^"]+"\} 0\.0\d+/);
  expect((await ask('!cost', aViewer('viewer_2'))).text).not.toMatch(/centimes/);
});

test('when the day is spent, paid models are left alone, everybody still gets a line, and the streamer hears of it once', async () => {
  const { ask, models, twitch } = await start(0.3);
  const before = models.requests.length;
  const answers: string[] = [];
  for (let n = 0; n < 6; n++) answers.push((await ask(`!ask question ${n} ?`, aViewer(`viewer_${n}`))).text);
  expect(answers.every((text) => text.length > 0)).toBe(true);
  const asked = models.requests.length - before;
  expect(asked).toBeLessThan(6);
  await ask('!ping', broadcaster());
  const notices = twitch.lines.filter(({ text }) => /budget du jour/.test(text) && /payants/.test(text));
  expect(notices.length).toBeGreaterThan(0);
  expect(notices.filter(({ text }) => /je continue/.test(text))).toHaveLength(1);
  expect((await ask('!why viewer_5', broadcaster())).text).toMatch(/viewer_5/);
});

test('a thousand asks at once never cost more than the day allows, as the provider bills them', async () => {
  const day = 0.8;
  const settings = {
    rate_limiting: { user_cooldown: 0 },
    llm: { reply_deadline: 3 },
    budget: { day },
  };
  const models = { kind: 'openai', capacity: 500, apiKey: null, service: { firstTokenMs: 300 } } as const;
  bot = await startBot({ settings, models, limits: { cap: 500 } });
  const { twitch, get } = bot;
  const price = { in: 0.25, cached: 0.025, out: 2 };
  const { url, models: names } = bot.models;
  const endpoint = { name: 'paid', url, model: names[0]!, api_key_env: null, tier: 'heavy', price } as const;
  bot.configure({ ...settings, llm: { ...settings.llm, endpoints: [endpoint] } }, { cap: 500 });

  for (let n = 0; n < 1_000; n++) twitch.say('my_channel', aViewer(`viewer_${n}`), `!ask question ${n} ?`);
  const ends = async () => {
    const lines = (await (await get('/metrics')).text()).match(/^serdabot_commands_total\{command="ask".*$/gm) ?? [];
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  };
  await expect.poll(ends, { timeout: 10_000, interval: 100 }).toBe(1_000);
  await expect.poll(() => bot!.models.inFlight).toBe(0);

  const { prompt, cached, completion } = bot.models.billed;
  const cents = ((prompt - cached) * price.in + cached * price.cached + completion * price.out) * 1e-4;
  expect(cents).toBeGreaterThan(0);
  expect(cents).toBeLessThanOrEqual(day);
  // It was the budget that ended it, not that nobody else asked.
  expect(bot.log.join('')).toMatch(/budget of the day \(#my_channel\): 100 % spent/);
}, 20_000);
