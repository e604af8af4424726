import { afterEach, expect, test } from 'vitest';
import { type Bot, startBot } from './support/bot.ts';
import { aViewer } from './support/fakes.ts';

// The whole bot: what was answered once is not asked again.

let bot: Bot;
afterEach(() => bot.stop());

const metric = async (series: string) => {
  const body = await (await bot.get('/metrics')).text();
  const line = body.split('\n').find((one) => one.startsWith(`${series} `));
  return line ? Number(line.slice(series.length)) : 0;
};

test('a question that ten viewers ask at once, and more later, is one model call, and it can be seen', async () => {
  bot = await startBot({ models: { service: { firstTokenMs: 100 } } });
  const question = (i: number) =>
    `!ask ${i % 2 ? 'Chante combien font 6 fois 7 chez les pirates ?' : 'chante combien font 6 fois 7 chez les pirates'}`;
  const crowd = Array.from({ length: 10 }, (_, i) => bot.ask(question(i), aViewer(`v${i}`)));
  const texts = (await Promise.all(crowd)).map(({ text }) => text);
  for (const text of texts) expect(text).toContain('42');
  expect((await bot.ask(question(1), aViewer('late'))).text).toContain('42');
  expect(bot.models.completions).toBe(1);
  expect((await bot.ask('!why @late', aViewer('mo', 'moderator'))).text).toMatch(/cache/);
  expect(await metric('serdabot_cache_requests_total{cache="answers",result="hit"}')).toBe(1);
  expect(await metric('serdabot_answers_total{source="cache"}')).toBe(1);
  expect(await metric('serdabot_cache_entries{cache="answers"}')).toBe(1);
  expect(await metric('serdabot_cache_bytes{cache="answers"}')).toBeGreaterThan(300);
});

test('what is personal, or hangs on what was said, is asked anew for each viewer', async () => {
  bot = await startBot();
  for (const login of ['lea', 'max']) {
    await bot.ask('!ask quel est mon jeu préféré ?', aViewer(`${login}1`));
    await bot.ask('!ask et celui d’avant ?', aViewer(`${login}2`));
    await bot.ask('serdabot, chante combien font 6 fois 7 chez les pirates ?', aViewer(`${login}3`));
  }
  expect(bot.models.completions).toBe(6);
});
