import { afterEach, expect, test } from 'vitest';
import { errors } from '../../src/sandbox/models/faults.ts';
import { type Bot, type BotOptions, startBot } from '../support/bot.ts';
import { aViewer } from '../support/fakes.ts';

// What the model layer does to the people in a chat, from the socket to the socket.

let bot: Bot;
const scene = async (options?: BotOptions) => {
  bot = await startBot(options);
  return bot;
};
afterEach(() => bot.stop());

const patience = { timeout: 60_000 };
const lea = aViewer('lea');
const paul = aViewer('paul');

test('a viewer who is timed out is not answered, and the call upstream is given up; another viewer is', async () => {
  await scene({ models: { kind: 'llamacpp' } });
  bot.models.script(['hang', 'hang']);
  const ofLea = bot.twitch.say('my_channel', lea, '!ask chante combien font 6 fois 7 chez les pirates ?');
  bot.twitch.say('my_channel', aViewer('max'), '!ask chante combien font 5 fois 7 chez les pirates ?');
  await expect.poll(() => bot.models.open, patience).toBe(2);
  bot.twitch.timeout('my_channel', lea, 600);
  await expect.poll(() => bot.models.open, patience).toBe(1);
  expect((await bot.ask('!ask chante combien font 4 fois 7 chez les pirates ?', paul)).text).toContain('28');
  expect(bot.twitch.lines.filter((line) => line.replyTo === ofLea)).toEqual([]);
  const metrics = await (await bot.get('/metrics')).text();
  expect(metrics).toContain('serdabot_llm_requests_total{endpoint="local",outcome="cancelled"} 1');
  expect(metrics).toContain('serdabot_commands_total{command="ask",outcome="failed"} 1');
  bot.twitch.clear('my_channel');
  await expect.poll(() => bot.models.open, patience).toBe(0);
});

test('a cleared chat ends what was being answered, and the next question is answered', async () => {
  await scene({ models: { kind: 'llamacpp' } });
  await bot.models.fault('hang');
  const unanswered = bot.twitch.say('my_channel', lea, '!ask chante combien font 6 fois 7 chez les pirates ?');
  await expect.poll(() => bot.models.open, patience).toBe(1);
  bot.twitch.clear('my_channel');
  await expect.poll(() => bot.models.open, patience).toBe(0);
  await bot.models.fault(null);
  expect((await bot.ask('!ask chante combien font 6 fois 7 chez les pirates ?', paul)).text).toContain('42');
  expect(bot.twitch.lines.filter((line) => line.replyTo === unanswered)).toEqual([]);
});

test('every answer tells which rung it came from, and an endpoint its uptime', async () => {
  await scene();
  await bot.ask('!ask chante combien font 6 fois 7 chez les pirates ?', lea);
  await bot.models.fault({ status: 500 });
  await bot.ask('!ask chante combien font 5 fois 7 chez les pirates ?', paul);
  const metrics = await (await bot.get('/metrics')).text();
  expect(metrics).toContain('serdabot_answers_total{source="endpoint:local"} 1');
  expect(metrics).toContain('serdabot_answers_total{source="phrase"} 1');
  expect(metrics).toMatch(/serdabot_endpoint_uptime_ratio\{endpoint="local"\} 0\.\d+/);
});

test('a model that wants money is told to the streamer, by the log, /ready and !botstatus, and to no viewer', async () => {
  await scene();
  await bot.models.fault(errors.insufficientQuota());
  const said = (await bot.ask('!ask chante combien font 6 fois 7 chez les pirates ?', lea)).text;
  expect(said).not.toMatch(/crédit|quota|local/);
  const ready = (await (await bot.get('/ready')).json()) as { status: string; parts: { llm: { detail: string } } };
  expect(ready.status).toBe('degraded');
  expect(ready.parts.llm.detail).toBe('local: disabled (no money left: add some, then start the bot again)');
  expect((await bot.ask('!botstatus', aViewer('mo', 'moderator'))).text).toContain('local coupé (plus de crédit)');
  expect(bot.log.filter((line) => line.includes('no money left'))).toHaveLength(1);
});

test('answers slower than the objective let fewer calls run at once; the cap is shown', async () => {
  await scene({
    limits: { cap: 8, responseTimeout: 0.05 },
    models: { service: { firstTokenMs: 120 }, capacity: 16 },
  });
  const ask = (round: number) =>
    Promise.all(Array.from({ length: 8 }, (_, i) => bot.ask(`!ask x${round}${i}`, aViewer(`v${round}-${i}`))));
  await ask(1);
  bot.models.reset();
  await ask(2);
  expect(bot.models.maxInFlight).toBeLessThanOrEqual(4);
  expect(await (await bot.get('/metrics')).text()).toMatch(/serdabot_llm_concurrency_limit [12]\n/);
  const status = (await bot.ask('!botstatus', aViewer('mo', 'moderator'))).text;
  expect(status).toMatch(/en cours : 0\/[12] \(au lieu de 8, /);
});
