import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aViewer } from '../support/fakes.ts';
import { findChromium } from '../support/real-parts.ts';
import { launch } from './support/browser.ts';
import { adminToken, type Dashboard, openDashboard, signIn, startDashboard } from './support/dashboard.ts';
import { payloads } from './support/payloads.ts';

const chromium = findChromium();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const places = [
  ...[
    'live',
    'models',
    'commands',
    'timers',
    'quotes',
    'counters',
    'fact',
    'alerts',
    'overlay',
    'spend',
    'settings',
    'privacy',
  ],
] as const;

describe.skipIf(chromium === null)('the dashboard in a real browser', () => {
  let browser: Browser;
  let bot: Dashboard;
  beforeAll(async () => {
    browser = await launch(chromium as string);
    bot = await startDashboard({ withLife: true });
  });
  afterAll(async () => {
    await browser?.close();
    await bot?.stop();
  });

  const enter = async (view: Parameters<typeof openDashboard>[2] = {}) => {
    const opened = await openDashboard(browser, bot, view);
    await signIn(opened.page, bot);
    return opened;
  };
  const go = async ({ page, settled }: Awaited<ReturnType<typeof enter>>, place: string) => {
    await page.evaluate(`location.hash = '#/${place}'`);
    await settled(place);
  };
  /** What axe finds that is serious or critical. */
  async function faults(page: Page): Promise<string[]> {
    await page.evaluate(axe);
    return page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' ' + target.join(' ') + ' ' + failureSummary)))`);
  }

  test.each([
    ['fr', 'dark'],
    ['en', 'light'],
  ] as const)('every screen is drawn in %s and %s, with nothing that keeps somebody out', async (language, scheme) => {
    await using opened = await openDashboard(browser, bot, { language, scheme });
    expect(await faults(opened.page)).toEqual([]);
    await signIn(opened.page, bot);
    const titles = [];
    for (const place of places) {
      await go(opened, place);
      titles.push(await opened.page.locator('h1').textContent());
      expect([place, await faults(opened.page)]).toEqual([place, []]);
    }
    expect(titles).toEqual(
      language === 'fr'
        ? [
            'En direct',
            'File et modèles',
            'Commandes',
            'Minuteurs',
            'Citations',
            'Compteurs',
            'Faits',
            'Alertes',
            'Incrustation',
            'Dépenses',
            'Réglages',
            'Vie privée',
          ]
        : [
            'Live',
            'Queue and models',
            'Commands',
            'Timers',
            'Quotes',
            'Counters',
            'Facts',
            'Alerts',
            'Overlay',
            'Spend',
            'Settings',
            'Privacy',
          ],
    );
    expect(await opened.page.locator('html').getAttribute('lang')).toBe(language);
    expect(opened.incidents).toEqual([]);
  });

  test('no word of the page is missing in one of the languages', async () => {
    for (const language of ['fr', 'en'] as const) {
      await using opened = await enter({ language });
      for (const place of places) {
        await go(opened, place);
        const text = (await opened.page.locator('#app').textContent()) ?? '';
        const keys = text.match(
          /\b(?:nav|title|health|feed|act|by|role|part|priorities|sessions|edits|ending)\.[a-z]+/g,
        );
        expect([language, place, keys]).toEqual([language, place, null]);
      }
    }
  });

  test('the first screen takes at most twenty requests and sixty kilobytes', async () => {
    await using opened = await openDashboard(browser, bot);
    const bodies = new Map<string, Promise<Buffer>>();
    await signIn(opened.page, bot);
    opened.page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (!bodies.has(pathname))
        bodies.set(
          pathname,
          response.body().catch(() => Buffer.alloc(0)),
        );
    });
    await opened.page.reload({ waitUntil: 'networkidle' }).catch(() => {});
    await opened.page.locator('.rows .item').first().waitFor();
    const files = await Promise.all(
      [...bodies].map(async ([path, body]) => ({ path, bytes: gzipSync(await body).length })),
    );
    const first = files.filter(({ path }) => !path.startsWith('/api/'));
    expect(files.length).toBeLessThanOrEqual(20);
    expect(first.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(60_000);
    expect(first.map(({ path }) => path)).not.toContain('/lib/uplot.js');
  });

  test('what happens in chat shows up at once, can be searched, and says why', async () => {
    await using opened = await enter({ language: 'en' });
    const { page, incidents } = opened;
    await bot.bot.ask('!ping nouveau', aViewer('zoe'));
    const row = page.locator('.item', { hasText: '!ping nouveau' });
    await row.waitFor();
    expect(await row.locator('.tags').textContent()).toMatch(/answered\s*bot\s*\d+ ms/);
    await page.getByRole('searchbox').fill('zoe');
    await expect.poll(() => page.locator('.item').count()).toBe(1);
    await row.getByRole('button', { name: /Actions zoe/ }).click();
    await page.getByRole('button', { name: 'Why?' }).click();
    await page.locator('.toast', { hasText: 'zoe' }).waitFor();
    await page.getByRole('searchbox').fill('nobody-like-that');
    await page.getByText('The feed has nothing like that.').waitFor();
    expect(incidents).toEqual([]);
  });

  test('while somebody reads further down, the feed waits for them', async () => {
    await using opened = await enter({ language: 'en', height: 600 });
    const { page } = opened;
    await page.locator('.item').nth(10).waitFor();
    await page.locator('.scroll').evaluate((list) => ((list as unknown as { scrollTop: number }).scrollTop = 200));
    await page.getByRole('button', { name: 'Paused while you read' }).waitFor();
    await bot.bot.ask('!ping plus tard', aViewer('late'));
    await page.getByRole('button', { name: /1 more/ }).click();
    await page.locator('.item', { hasText: '!ping plus tard' }).waitFor();
  });

  test('the pause button silences the channel, says it in chat and here, and can be taken back', async () => {
    await using opened = await enter({ language: 'fr' });
    const { page } = opened;
    await page.getByRole('button', { name: 'Mettre en pause' }).click();
    await page.getByText('En pause dans #my_channel').waitFor();
    bot.bot.twitch.say('my_channel', aViewer('zoe'), '!ping pendant');
    await page.locator('.item', { hasText: '!ping pendant' }).getByText('bot en pause').waitFor();
    await page.locator('.toast').getByRole('button', { name: 'Revenir en arrière' }).first().click();
    await page.getByText('Tout va bien').waitFor();
    await bot.bot.ask('!ping', aViewer('zoe2'));
  });

  test('a command is made, tried, changed, turned off, deleted and brought back, from the keyboard alone', async () => {
    await using opened = await enter({ language: 'en' });
    const { page, incidents } = opened;
    await go(opened, 'commands');
    await page.getByRole('button', { name: 'New command' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('bonjour');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Bonjour $(user) !');
    for (let i = 0; i < 8; i++) await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Save');
    await page.keyboard.press('Enter');
    const row = page.locator('.thing', { hasText: '!bonjour' });
    await row.waitFor();
    await row.getByRole('button', { name: 'Try it' }).click();
    await row.locator('.chat', { hasText: 'Bonjour operator !' }).waitFor();
    await row.getByRole('button', { name: 'Edit !bonjour' }).click();
    await page.getByRole('textbox', { name: 'What the bot says' }).fill('Salut $(user) !');
    await page.getByRole('button', { name: 'Save' }).click();
    await row.getByText('Salut $(user) !').waitFor();
    expect((await bot.bot.ask('!bonjour', aViewer('zoe3'))).text).toContain('Salut Zoe3 !');
    await row.getByRole('button', { name: 'Turn off' }).click();
    await row.getByText('off', { exact: true }).waitFor();
    await row.getByRole('button', { name: 'Delete !bonjour' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => row.count()).toBe(0);
    await page.locator('.toast').last().getByRole('button', { name: 'Undo' }).click();
    await go(opened, 'live');
    await go(opened, 'commands');
    await row.waitFor();
    await page.getByText(/Who changed what/).click();
    await page.locator('.edits del', { hasText: 'Bonjour $(user) !' }).first().waitFor();
    expect(incidents).toEqual([]);
  });

  test('timers, quotes and counters are changed where the chat changes them', async () => {
    await using opened = await enter({ language: 'fr' });
    const { page } = opened;
    await go(opened, 'timers');
    await page.getByRole('button', { name: 'Nouveau minuteur' }).click();
    await page.getByRole('textbox', { name: 'Nom', exact: true }).fill('pause');
    await page.getByRole('textbox', { name: /Ce que le bot dit/ }).fill('On s’étire !');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.locator('.thing', { hasText: 'On s’étire !' }).waitFor();
    await go(opened, 'quotes');
    await page.getByRole('button', { name: 'Nouvelle citation' }).click();
    await page.getByRole('textbox', { name: 'Texte', exact: true }).fill('Encore une dernière.');
    await page.getByRole('textbox', { name: 'Qui l’a dit' }).fill('Maëlle');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.locator('.thing', { hasText: 'Encore une dernière.' }).waitFor();
    await go(opened, 'counters');
    const value = page.getByRole('status', { name: 'Valeur de morts' });
    const before = Number(await value.textContent());
    await page.getByRole('button', { name: 'Un de plus morts' }).click();
    await expect.poll(() => value.textContent()).toBe(String(before + 1));
    expect((await bot.bot.ask('!counter morts', aViewer('zoe4'))).text).toContain(String(before + 1));
    await page.locator('.toast').last().getByRole('button', { name: 'Revenir en arrière' }).click();
    await expect
      .poll(async () => (await bot.bot.ask('!counter morts', aViewer(`zoe${Math.random()}`.replace('.', '')))).text)
      .toContain(String(before));
  });

  test('a fact is taught, asked in chat, changed and forgotten', async () => {
    await using opened = await enter({ language: 'en' });
    const { page } = opened;
    await go(opened, 'fact');
    await page.getByRole('button', { name: 'Teach a fact' }).click();
    await page.getByRole('textbox', { name: 'Subject' }).fill('clavier');
    await page.getByRole('textbox', { name: 'What the bot answers' }).fill('Un clavier mécanique bleu.');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.thing', { hasText: 'Un clavier mécanique bleu.' }).waitFor();
    expect((await bot.bot.ask('!fact clavier', aViewer('ana'))).text).toContain('Un clavier mécanique bleu.');
    await page.getByRole('button', { name: 'Edit clavier' }).click();
    await page.getByRole('textbox', { name: 'What the bot answers' }).fill('Un clavier rouge.');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.thing', { hasText: 'Un clavier rouge.' }).waitFor();
    await page.getByRole('button', { name: 'Delete clavier' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => page.locator('.thing').count()).toBe(0);
  });

  test('who goes first is changed, and put back as config.yaml has it', async () => {
    await using opened = await enter({ language: 'en' });
    const { page } = opened;
    await go(opened, 'models');
    const field = page.getByRole('spinbutton', { name: 'VIP' });
    await field.fill('30');
    await field.press('Enter');
    await page.getByText('The queue follows the new order.').waitFor();
    const { body } = await api('/api/queue');
    expect(body.priorities.head_start.vip).toBe(30);
    await page.getByRole('button', { name: 'As in config.yaml' }).click();
    await expect.poll(async () => (await api('/api/queue')).body.priorities.head_start.vip).toBe(4);
  });

  test('a setting is looked at as a diff, written with the comments left alone, and undone', async () => {
    await using opened = await enter({ language: 'en' });
    const { page, incidents } = opened;
    const before = readFileSync(bot.configFile, 'utf8');
    await go(opened, 'settings');
    await page.getByLabel('Seconds between a viewer’s questions').fill('25');
    await page.getByLabel('Allowed domains').fill('example.com\nclips.twitch.tv');
    await page.getByRole('button', { name: 'Review the change' }).click();
    await page.locator('.diff .plus', { hasText: 'user_cooldown: 25 # seconds' }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('Written, and in effect within a second.').waitFor();
    expect(readFileSync(bot.configFile, 'utf8')).toBe(
      before
        .replace('user_cooldown: 10 #', 'user_cooldown: 25 #')
        .replace('allow: []', 'allow: [example.com, clips.twitch.tv]'),
    );
    await page.locator('form').getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => readFileSync(bot.configFile, 'utf8')).toBe(before);
    await page.getByLabel('Seconds between a viewer’s questions').fill('99999999');
    await page.getByRole('button', { name: 'Review the change' }).click();
    await page.locator('.toast.bad', { hasText: /rate_limiting\.user_cooldown/ }).waitFor();
    expect(incidents).toEqual([]);
  });

  test('a viewer is exported and erased, after a question, and is gone from the feed', async () => {
    await using opened = await enter({ language: 'en' });
    const { page } = opened;
    await bot.bot.ask('!ping je pars', aViewer('gone'));
    await page.locator('.item', { hasText: 'je pars' }).waitFor();
    await go(opened, 'privacy');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      (async () => {
        await page.locator('#export-viewer').fill('gone');
        await page.getByRole('button', { name: 'Export' }).click();
      })(),
    ]);
    expect(download.suggestedFilename()).toBe('serdabot-gone.json');
    await page.locator('#erase-viewer').fill('@gone');
    await page.getByRole('button', { name: 'Erase everything' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Erase everything' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Erase everything' }).click();
    await page.getByText('@gone is erased.').waitFor();
    await page.locator('#audit').locator('xpath=ancestor::section').getByText('erased').first().waitFor();
    const { body } = await api('/api/feed?limit=500');
    expect(JSON.stringify(body.items)).not.toMatch(/gone|je pars/);
  });

  test('spend is drawn, listed and downloaded', async () => {
    await using opened = await enter({ language: 'en' });
    const { page, incidents } = opened;
    await go(opened, 'spend');
    await page.locator('.plot canvas').waitFor();
    await page.locator('td', { hasText: 'local' }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV', exact: true }).click(),
    ]);
    expect(readFileSync(await download.path(), 'utf8')).toMatch(/^day,channel,endpoint,model,calls/);
    expect(incidents).toEqual([]);
  });

  test('names are hidden on air, sessions end, and signing out closes the door', async () => {
    await using opened = await enter({ language: 'en' });
    const { page } = opened;
    await page.getByRole('checkbox', { name: 'Hide names' }).first().check();
    await page.locator('.item').first().waitFor();
    expect(await page.locator('.rows').textContent()).not.toMatch(/\blea\b|\bkenzo\b/);
    await page.getByRole('button', { name: 'Sign out' }).first().click();
    await page.locator('#token').waitFor();
    expect(await page.evaluate("fetch('/api/status').then(({ status }) => status)")).toBe(401);
  });

  test('with Twitch a moderator comes in and sees what moderators may', async () => {
    await using opened = await openDashboard(browser, bot, { language: 'en' });
    const { page } = opened;
    await page.getByRole('link', { name: 'Sign in with Twitch' }).click();
    await page.getByRole('link', { name: 'Milo' }).click();
    await page.locator('.health').waitFor();
    expect(page.url()).toBe(`${bot.url}/`);
    const places = await page.locator('.places a').allTextContents();
    const shown = places.map((text) => text.trim());
    expect(shown).toEqual(
      expect.arrayContaining(['Live', 'Models', 'Commands', 'Timers', 'Quotes', 'Counters', 'Settings']),
    );
    expect(shown.filter((text) => text === 'Spend' || text === 'Privacy')).toEqual([]);
    await go(opened, 'models');
    expect(await page.getByRole('spinbutton', { name: 'VIP' }).isDisabled()).toBe(true);
    await page.goto(bot.url);
    await page.getByRole('button', { name: 'Sign out' }).first().click();
    await page.getByRole('link', { name: 'Sign in with Twitch' }).click();
    await page.getByRole('link', { name: 'Lea' }).click();
    await page.getByText('This account has no channel here, and moderates none.').waitFor();
  });

  test('on a phone nothing is cut off, and every screen can be reached', async () => {
    await using opened = await enter({ language: 'fr', width: 360, height: 740 });
    const { page } = opened;
    for (const place of places) {
      await go(opened, place);
      const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect([place, over]).toEqual([place, 0]);
      // What is to be read has room beside the buttons.
      const narrow = await page.evaluate(`[...document.querySelectorAll('main p, main label, main .said')]
        .filter((each) => each.checkVisibility() && each.textContent.length > 20 && each.getBoundingClientRect().width < 120)
        .map((each) => each.textContent)`);
      expect([place, narrow]).toEqual([place, []]);
    }
    await page.getByRole('button', { name: 'Plus' }).click();
    await page.locator('#more').getByRole('link', { name: 'Réglages' }).click();
    await page.getByRole('heading', { name: 'Réglages' }).waitFor();
    const small =
      await page.evaluate(`[...document.querySelectorAll('#app > nav button, #app > nav .places a, main button, main input:not([type=checkbox]), main select')]
      .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 36).map((each) => each.outerHTML.slice(0, 80))`);
    expect(small).toEqual([]);
  });

  test('text of viewers, moderators, models and Twitch is never taken for markup', async () => {
    const mod = aViewer('milo', 'moderator');
    for (const [i, text] of payloads.entries())
      bot.bot.twitch.say('my_channel', { ...aViewer(`x${i}`), name: text }, `!ask ${text}`);
    for (const [i, text] of payloads.slice(0, 20).entries()) {
      bot.bot.twitch.say('my_channel', mod, `!commands add xss${i} ${text}`);
      bot.bot.twitch.say('my_channel', mod, `!quote add ${text} - ${text.slice(0, 20)}`);
      bot.bot.twitch.say('my_channel', mod, `!timer add xss${i} ${text}`);
    }
    await using opened = await enter({ language: 'en' });
    await opened.page.getByRole('searchbox').fill('pwned');
    await opened.page.locator('.item', { hasText: 'pwned' }).nth(20).waitFor();
    for (const place of ['commands', 'timers', 'quotes', 'live'] as const) {
      await go(opened, place);
      if (place !== 'live') await opened.page.getByText(/Who changed what/).click();
    }
    expect(opened.incidents).toEqual([]);
  });

  test('another site can neither frame the page nor act with its session', async () => {
    await using opened = await enter();
    const { page } = opened;
    await page.route('https://evil.example/', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<iframe src="${bot.url}/"></iframe>` }),
    );
    await page.goto('https://evil.example/');
    const statuses = await page.evaluate(`Promise.all([
      ['GET', '/api/status'], ['POST', '/api/channels/my_channel/pause'], ['PUT', '/api/queue/priorities'],
    ].map(([method, path]) => fetch('${bot.url}' + path, { method, credentials: 'include', mode: 'no-cors', ...(method !== 'GET' && { body: '{}' }) })
      .then((response) => response.status, () => 'refused')))`);
    expect((statuses as unknown[]).every((status) => status === 0 || status === 'refused')).toBe(true);
    expect((await api('/api/status')).body.channels[0].paused).toBe(false);
    expect(
      page
        .frames()
        .slice(1)
        .map((frame) => frame.url()),
    ).not.toContain(`${bot.url}/`);
  });

  test('two hundred events a second leave the browser most of a core', async () => {
    await using opened = await openDashboard(browser, bot, { language: 'en' });
    const { page } = opened;
    let id = 2 ** 52;
    const news = () => ({
      ...{
        id: ++id,
        at: Date.now(),
        kind: 'command',
        channel: 'my_channel',
        viewer: `viewer${id % 977}`,
        command: 'ask',
      },
      ...{
        text: `!ask numéro ${id}`,
        ending: id % 3 ? 'answered' : 'refused',
        by: null,
        source: 'cache',
        cents: 0.1,
        ms: 812,
      },
    });
    await page.route('**/api/feed*', (route) =>
      route.fulfill({ json: { items: Array.from({ length: 200 }, news), next: id } }),
    );
    await signIn(page, bot);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable');
    const busy = async () =>
      (await cdp.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')!;
    const [before, began, seen] = [await busy(), performance.now(), id];
    await expect.poll(() => id - seen).toBeGreaterThan(1_000);
    const share = ((await busy()).value - before.value) / ((performance.now() - began) / 1_000);
    expect(share).toBeLessThan(0.5);
    expect(await page.locator('.item').count()).toBeLessThanOrEqual(200);
  });

  async function api(path: string) {
    const response = await fetch(`${bot.url}${path}`, { headers: { Authorization: `Bearer ${adminToken}` } });
    // biome-ignore lint/suspicious/noExplicitAny: what the API answers is what the test looks at.
    return { status: response.status, body: (await response.json()) as any };
  }
});
