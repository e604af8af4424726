import { setTimeout as pause } from 'node:timers/promises';
import { describe, test } from 'vitest';
import { crashBot } from '../../scripts/crash/bot.ts';
import { createSandboxModels } from '../../src/sandbox/models/models.ts';
import { createSandboxTwitch } from '../../src/sandbox/twitch/twitch.ts';
import { aViewer } from '../support/fakes.ts';
import { type BotProcess, startProcess } from '../support/process.ts';
import { until } from '../support/until.ts';

/** A bot that is killed and started again in its folder. */
async function createHouse() {
  const twitch = await createSandboxTwitch({
    accounts: { 'token-of-the-bot': { login: 'serdabot', id: '900' } },
    channels: [{ login: 'my_channel', id: '1', standing: 'moderator' }],
  });
  const models = await createSandboxModels({ kind: 'lmstudio', capacity: 16 });
  const files = (patience: number) => ({
    'config.yaml': `bot: { channels: [my_channel] }
twitch: { irc_url: "${twitch.url}" }
llm:
  reply_deadline: ${patience}
  endpoints: [{ name: local, url: "${models.url}", model: ${models.models[0]} }]
storage: { url: "sqlite:bot.db" }
web: { port: 0 }
log: { level: debug }`,
    'model_limits.json': JSON.stringify({ max_concurrent_users_modere: 8, max_history_messages: 10 }),
  });
  let bot: BotProcess | undefined;
  let asked = 0;
  return {
    twitch,
    models,
    /** `patience`: how many seconds a viewer waits for a reply. */
    async start(patience = 60) {
      bot = startProcess(files(patience), { TWITCH_ACCESS_TOKEN: 'token-of-the-bot' }, bot?.folder);
      await twitch.whenJoined('my_channel');
    },
    async patience(seconds: number) {
      bot!.write('config.yaml', files(seconds)['config.yaml']);
      await until(() => {
        if (!bot!.stdout().includes('changed: llm')) throw new Error(bot!.stdout());
      });
    },
    async kill() {
      bot!.child.kill('SIGKILL');
      await bot!.exited;
    },
    log: () => bot!.stdout(),
    replies: (id: string) => twitch.lines.filter((line) => line.replyTo === id).length,
    async why(login: string) {
      const id = twitch.say('my_channel', aViewer(`mo${asked++}`, 'moderator'), `!why ${login}`);
      return (await twitch.next((line) => line.replyTo === id)).text;
    },
    async [Symbol.asyncDispose]() {
      await bot?.clean();
      await Promise.all([twitch.stop(), models.stop()]);
    },
  };
}

describe.concurrent('a bot that is killed with commands under way', () => {
  test('answers what is fresh once, says again nothing that was handed over, and counts the rest as lost', async ({
    expect,
  }) => {
    await using house = await createHouse();
    const { twitch, models, why } = house;
    await house.start();
    twitch.noReceipts(true);
    const handed = twitch.say('my_channel', aViewer('handed'), '!ping');
    await twitch.next((line) => line.replyTo === handed);
    await models.fault('hang');
    const fresh = twitch.say('my_channel', aViewer('fresh'), '!ask chante combien font 6 fois 7 chez les pirates ?');
    await expect.poll(() => models.inFlight).toBe(1);
    await house.kill();

    await models.fault(null);
    twitch.noReceipts(false);
    await house.start();
    expect((await twitch.next((line) => line.replyTo === fresh)).text).toContain('42');
    await expect.poll(() => why('handed')).toMatch(/pendant l'envoi/);
    expect(house.log()).toMatch(/"viewer":"handed".*"command: lost"/);

    const patience = 3;
    await house.patience(patience);
    await models.fault('hang');
    const stale = twitch.say('my_channel', aViewer('stale'), '!ask trop tard ?');
    await expect.poll(() => models.inFlight).toBe(1);
    await house.kill();

    // Real time: the process that comes next has no other clock, and the line is to be older than its deadline.
    await Promise.all([models.fault(null), pause(patience * 1_000)]);
    await house.start();
    await expect.poll(() => why('stale')).toMatch(/pas revenu à temps/);
    // Twitch sends them all once more.
    for (const [id, login] of Object.entries({ [handed]: 'handed', [fresh]: 'fresh', [stale]: 'stale' })) {
      twitch.say('my_channel', aViewer(login), '!ping', { id });
    }
    expect(await why('nobody')).toBeTruthy();
    expect([handed, fresh, stale].map(house.replies)).toEqual([1, 1, 0]);
    expect(twitch.breaches).toEqual([]);
  });

  test('at random points answers or accounts for every command, and answers none twice', async ({ expect }) => {
    const { faults, commands } = await crashBot({ points: 2, patienceMs: 40_000, lateShare: 0 });
    expect(faults).toEqual([]);
    expect(commands).toBeGreaterThan(0);
  });
});
