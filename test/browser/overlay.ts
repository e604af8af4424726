import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { type Bot, startBot } from '../support/bot.ts';
import { aViewer } from '../support/fakes.ts';
import { anOverlay } from '../support/overlay.ts';
import { runWeb } from '../support/web.ts';
import { onceTrue } from './support/browser.ts';
import { incidentsOf } from './support/incidents.ts';
import { payloads } from './support/payloads.ts';

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

interface Obs {
  readonly page: Page;
  /** What the page may not do, to be empty. */
  readonly incidents: string[];
}
/** One page of OBS a browser, as a new one is a new process. */
const pages = new WeakMap<Browser, Promise<Obs>>();

async function newPage(browser: Browser): Promise<Obs> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const isOurs = (url: string) => url === 'about:blank' || new URL(url).hostname === '127.0.0.1';
  return { page, incidents: await incidentsOf(page, isOurs) };
}

async function openPage(browser: Browser, url: string) {
  if (!pages.has(browser)) pages.set(browser, newPage(browser));
  const { page, incidents } = await pages.get(browser)!;
  incidents.length = 0;
  await page.goto(url, { waitUntil: 'load' });
  return { page, incidents, close: () => page.goto('about:blank') };
}

const cards = (page: Page) => page.locator('.card').count();
const answers = (page: Page) => page.locator('.answer').allTextContents();

/** What the streamer puts into OBS. */
export function overlay(browser: () => Browser): void {
  test('shows what Twitch accepted, takes away what Twitch took back, and comes back with the bot', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'serdabot overlay '));
    const start = (port = 0): Promise<Bot> =>
      startBot({ storage: { url: 'sqlite:bot.db', folder }, settings: { web: { port } } });
    let bot = await start();
    try {
      writeFileSync(
        join(folder, 'config.yaml'),
        'bot: { channels: [my_channel] }\nstorage: { url: "sqlite:bot.db" }\nweb: { port: 1 }\n',
      );
      const printed = await run(
        process.execPath,
        ['scripts/overlay.ts', '--config', join(folder, 'config.yaml'), '--json'],
        { cwd: root },
      );
      const { url: named } = JSON.parse(printed.stdout) as { url: string };
      const { port } = bot.app.address()!;
      const url = named.replace(':1/', `:${port}/`);
      await expect.poll(async () => (await fetch(url)).status).toBe(200);
      const { page, incidents, close } = await openPage(browser(), url);
      const hasPage = async () => /1 page/.test((await bot.ask('!overlay', aViewer('mod', 'moderator'))).text);
      await expect.poll(hasPage).toBe(true);

      // Said, shown.
      const lea = aViewer('lea', 'broadcaster');
      const said = await bot.ask('!ask what is a black hole?', lea);
      await expect.poll(() => answers(page)).toEqual([said.text.replace(/^@\S+ /, '')]);
      expect(await page.locator('.question').textContent()).toContain('what is a black hole?');
      expect(await page.locator('.asker').textContent()).toBe('Lea');

      // Deleted, gone: the answer, then a question, then all of a viewer.
      bot.twitch.deleteMessage('my_channel', said.id);
      await expect.poll(() => cards(page)).toBe(0);
      const again = await bot.ask('!ask what is a comet?', lea);
      await expect.poll(() => cards(page)).toBe(1);
      bot.twitch.deleteMessage('my_channel', again.replyTo!);
      await expect.poll(() => cards(page)).toBe(0);
      const bob = aViewer('bob');
      await bot.ask('!ask what is a star?', bob);
      await expect.poll(() => cards(page)).toBe(1);
      bot.twitch.timeout('my_channel', bob, 60);
      await expect.poll(() => cards(page)).toBe(0);
      const eve = aViewer('eve');
      await bot.ask('!ask what is a comet?', eve);
      await expect.poll(() => cards(page)).toBe(1);
      await bot.ask('!forgetme', eve);
      await expect.poll(() => cards(page)).toBe(0);
      await bot.ask('!ask what is the sun?', lea);
      await expect.poll(() => cards(page)).toBe(1);
      bot.twitch.clear('my_channel');
      await expect.poll(() => cards(page)).toBe(0);

      // A moderator's approval, and another look.
      const mod = aViewer('mod', 'moderator');
      await bot.ask('!overlay approve on', mod);
      await bot.ask('!overlay theme neon', mod);
      await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('neon');
      const held = await bot.ask('!ask what is a planet?', lea);
      await expect.poll(async () => (await bot.ask('!overlay', mod)).text).toContain('lea');
      expect(await cards(page)).toBe(0);
      await bot.ask('!overlay show', mod);
      await expect.poll(() => answers(page)).toEqual([held.text.replace(/^@\S+ /, '')]);

      // The bot goes away and comes back; the page does not need anybody.
      await bot.stop();
      await expect.poll(() => cards(page)).toBe(0);
      bot = await start(port);
      await expect.poll(hasPage).toBe(true);
      await bot.ask('!overlay approve off', mod);
      await bot.ask('!ask what is a galaxy?', lea);
      await expect.poll(() => cards(page)).toBe(1);
      expect(incidents).toEqual([]);
      expect(bot.log.join('\n')).not.toContain(url.split('/').at(-1));
      await close();
    } finally {
      await bot.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);

  test('shows what strangers write as they wrote it, and runs none of it', async () => {
    const overlay = anOverlay({ layout: 'side' });
    await using web = await runWeb({ sites: overlay.sites });
    const { page, incidents, close } = await openPage(browser(), `${web.url}/overlay/${overlay.secret}`);
    await expect.poll(() => overlay.pages.open('my_channel')).toBe(1);
    for (const [i, payload] of payloads.entries()) {
      overlay.say({ questionId: `q${i}`, lineId: `a${i}`, question: payload, text: payload, name: payload });
      const isShown = (selector: string) =>
        `[...document.querySelectorAll('${selector}')].some((each) => each.textContent === ${JSON.stringify(payload)})`;
      await onceTrue(page, `${isShown('.answer')} && ${isShown('.asker')}`);
      overlay.withdraw(`q${i}`);
    }
    await expect.poll(() => cards(page)).toBe(0);
    await page.goto(`${web.url}/overlay/preview#${new URLSearchParams({ asker: payloads.join(), theme: '<x>' })}`);
    expect(await page.locator('.asker').textContent()).toBe(payloads.join());
    expect(incidents).toEqual([]);
    await close();
  });

  test('does nothing while there is nothing to show, and holds no more cards than it has room for', async () => {
    const overlay = anOverlay({});
    await using web = await runWeb({ sites: overlay.sites });
    const { page, close } = await openPage(browser(), `${web.url}/overlay/${overlay.secret}`);
    await expect.poll(() => overlay.pages.open('my_channel')).toBe(1);
    for (let i = 0; i < 12; i++) overlay.say({ questionId: `q${i}`, lineId: `a${i}`, text: `answer ${i}` });
    await expect.poll(() => answers(page)).toEqual(['answer 0']);
    overlay.withdraw('q0');
    // Only the last five wait.
    await expect.poll(() => answers(page)).toEqual(['answer 7']);
    for (let i = 7; i < 12; i++) overlay.withdraw(`q${i}`);
    await expect.poll(() => cards(page)).toBe(0);
    expect(await page.evaluate('document.getAnimations().length')).toBe(0);
    await close();
  });
}
