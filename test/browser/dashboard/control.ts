import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { aViewer } from '../../support/fakes.ts';
import { keysOf, signIn, tabTo, type World } from '../support/dashboard.ts';

/** What the streamer sees and changes of the bot itself. */
export function control(world: () => World): void {
  const { press, choose, type } = keysOf(() => world().operator.page);

  test('a question asked as a viewer is explained step by step; personas change, caches are emptied', async () => {
    const { operator, bot, api } = world();
    const { page, incidents } = operator;
    await operator.go('answers');
    const before = bot.bot.twitch.lines.length;
    await type('Question', 'raconte-moi une histoire de dragons');
    await page.keyboard.press('Enter');
    await page.locator('.way li', { hasText: /^Gate/ }).waitFor();
    expect(await page.locator('.way strong').allTextContents()).toEqual([
      'Router',
      'Source',
      'Prompt',
      'Model',
      'Gate',
    ]);
    await press(/\d messages, [\d,]+ characters/);
    await page.locator('.way pre', { hasText: 'dragons' }).waitFor();
    const held = Buffer.from('I am 12 years old and I live alone').toString('base64');
    await type('Question', `raconte EMIT${held}`);
    await choose('As', 'VIP');
    await press('Ask');
    await page.locator('.way li.bad', { hasText: 'Holds the answer back' }).waitFor();
    // Whatever else the bot has to say meanwhile, nothing of this is said in the chat.
    const said = bot.bot.twitch.lines.slice(before).map((line) => line.text);
    expect(said.filter((line) => /dragons|12 years old|Pas ici|ne pas dire|ne le dirai/.test(line))).toEqual([]);

    await choose('How the bot talks in this channel.', 'pir');
    await expect.poll(async () => (await api('/api/channels/my_channel/answers')).body.persona).toBe('pirate');
    // The bot speaks French, the page English: what was done is told in the page's language.
    await page.locator('.toast', { hasText: /Here I go as|my role is now/ }).waitFor();
    await press('Undo');
    await expect.poll(async () => (await api('/api/channels/my_channel/answers')).body.persona).toBe(null);
    await press('Empty Wikipedia');
    await press('Empty');
    await expect.poll(() => page.getByRole('button', { name: 'Empty Wikipedia' }).count()).toBe(0);
    await press('ask.md');
    await page.locator('pre', { hasText: '{bot}' }).first().waitFor();
    expect(incidents).toEqual([]);
  });

  test('who goes first is changed, and put back as config.yaml has it; a server is tried', async () => {
    const { operator, api } = world();
    const { page } = operator;
    await operator.go('models');
    await press('Try it local');
    await page.locator('.toast', { hasText: 'local answers in' }).waitFor();
    await page.getByText(/half in .*, 19 of 20 in .* \(\d+ answers\)/).waitFor();
    await type('VIP', '30');
    // What the page reads meanwhile leaves the field alone.
    for (let looks = 0; looks < 2; looks++)
      await page.waitForResponse((response) => response.url().endsWith('/api/queue'));
    await page.keyboard.press('Enter');
    await page.getByText('The queue follows the new order.').waitFor();
    expect((await api('/api/queue')).body.priorities.head_start.vip).toBe(30);
    await press('As in config.yaml');
    await expect.poll(async () => (await api('/api/queue')).body.priorities.head_start.vip).toBe(4);
  });

  test('a setting is looked at as a diff, written with the comments left alone, and undone', async () => {
    const { operator, bot } = world();
    const { page, incidents } = operator;
    const before = readFileSync(bot.configFile, 'utf8');
    await operator.go('settings');
    await type('Seconds between a viewer’s questions', '25');
    await type('Allowed domains', 'example.com\nclips.twitch.tv');
    await press(/^Review the change/);
    await page.locator('.diff .plus', { hasText: 'user_cooldown: 25 # seconds' }).waitFor();
    await press('Save');
    await page.getByText('Written, and in effect within a second.').waitFor();
    expect(readFileSync(bot.configFile, 'utf8')).toBe(
      before
        .replace('user_cooldown: 10 #', 'user_cooldown: 25 #')
        .replace('allow: []', 'allow: [example.com, clips.twitch.tv]'),
    );
    await press('Undo');
    await expect.poll(() => readFileSync(bot.configFile, 'utf8')).toBe(before);
    await type('Seconds between a viewer’s questions', '99999999');
    await press(/^Review the change/);
    await page.locator('.toast.bad', { hasText: /rate_limiting\.user_cooldown/ }).waitFor();
    expect(incidents).toEqual([]);
  });

  test('a viewer is exported and erased, after a question, and is gone from the feed', async () => {
    const { operator, bot, api } = world();
    const { page } = operator;
    await operator.go('live');
    await bot.bot.ask('!ping je pars', aViewer('gone'));
    await page.locator('.item', { hasText: 'je pars' }).waitFor();
    await operator.go('privacy');
    const downloading = page.waitForEvent('download');
    await tabTo(page, 'Login or id');
    expect(await page.evaluate('document.activeElement.id')).toBe('erase-viewer');
    await tabTo(page, 'Login or id');
    await page.keyboard.type('gone');
    await page.keyboard.press('Enter');
    expect((await downloading).suggestedFilename()).toBe('serdabot-gone.json');
    await page.locator('#erase-viewer').focus();
    await page.keyboard.type('@gone');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await press('Cancel');
    await expect.poll(() => page.locator('dialog').count()).toBe(0);
    await page.locator('#erase-viewer').press('Enter');
    await page.getByRole('dialog').waitFor();
    await press('Erase everything');
    await page.getByText('@gone is erased.').waitFor();
    await page.locator('#audit').locator('xpath=ancestor::section').getByText('erased').first().waitFor();
    const { body } = await api('/api/feed?limit=500');
    expect(JSON.stringify(body.items)).not.toMatch(/gone|je pars/);
  });

  test('spend is drawn, listed by server, command and viewer, and downloaded', async () => {
    const { operator, api } = world();
    const { page, incidents } = operator;
    await expect
      .poll(async () => (await api('/api/spend')).body.commands.map((row: { command: string }) => row.command))
      .toContain('ask');
    await expect
      .poll(async () => JSON.stringify((await api('/api/channels/my_channel/spend/viewers')).body))
      .toMatch(/(?=.*"dashboard").*"lea"/);
    await operator.go('spend');
    await page.locator('.plot canvas').waitFor();
    await page.locator('td', { hasText: 'local' }).waitFor();
    await page.locator('td', { hasText: '!ask' }).waitFor();
    await press('Show viewers');
    await page.locator('td', { hasText: /^lea$/ }).waitFor();
    await page.locator('td', { hasText: 'your own tries on this page' }).waitFor();
    const csv = async (name: string) => {
      const downloading = page.waitForEvent('download');
      await page.getByRole('link', { name, exact: true }).click();
      return text(await (await downloading).createReadStream());
    };
    expect(await csv('CSV')).toMatch(/^day,channel,endpoint,model,calls/);
    expect(await csv('CSV By command')).toMatch(/^day,channel,command,calls.*\r\n[\s\S]*my_channel,ask,/);
    expect(incidents).toEqual([]);
  });

  test('a session is ended from the list, and its page is out at once', async () => {
    const { operator, visitor } = world();
    await using other = await visitor();
    await signIn(other.page);
    await operator.go('live');
    const page = await operator.go('settings');
    const rows = page.locator('#sessions').locator('xpath=ancestor::section').locator('li');
    await rows.nth(1).waitFor();
    for (let left = await rows.count(); left > 1; left--) {
      await rows.filter({ hasNotText: 'this session' }).first().getByRole('button').click();
      await expect.poll(() => rows.count()).toBe(left - 1);
    }
    await other.page.locator('#token').waitFor();
    await operator.go('live');
  });
}
