import { gzipSync } from 'node:zlib';
import type { Response } from 'playwright-core';
import { expect, test } from 'vitest';
import { lowContrast } from '../support/contrast.ts';
import { doorFaults, faults, signIn, unreached, type World } from '../support/dashboard.ts';

const titles = {
  live: ['En direct', 'Live'],
  answers: ['Réponses', 'Answers'],
  models: ['File et modèles', 'Queue and models'],
  commands: ['Commandes', 'Commands'],
  timers: ['Minuteurs', 'Timers'],
  quotes: ['Citations', 'Quotes'],
  counters: ['Compteurs', 'Counters'],
  moderation: ['Modération', 'Moderation'],
  reactions: ['Réactions', 'Reactions'],
  fact: ['Faits', 'Facts'],
  alerts: ['Alertes', 'Alerts'],
  overlay: ['Incrustation', 'Overlay'],
  spend: ['Dépenses', 'Spend'],
  settings: ['Réglages', 'Settings'],
  privacy: ['Vie privée', 'Privacy'],
} as const;
export const screenNames = Object.keys(titles);

/** Names of parts that nobody has put into words, and English that a French page shows: what machines say is theirs, texts of the page are not. */
const english =
  /\b(?:alerts|limits|the|with|and|is|not|yet|answers?|joined|healthy|failing|expected|store|undo|delete|nothing)\b/i;

/** How every screen looks: languages, themes, phones, and for whoever does not see it. */
export function looks(world: () => World): void {
  test.each(['fr', 'en'] as const)(
    'every screen is drawn in %s, in both themes and on a phone, and keeps nobody out',
    async (language) => {
      const { page, incidents, go } = world().operator;
      for (const [place, title] of Object.entries(titles)) {
        await go(place, { language });
        expect(await page.locator('h1').textContent()).toBe(title[language === 'fr' ? 0 : 1]);
        expect([place, await faults(page)]).toEqual([place, []]);
        if (language === 'en') expect([place, await unreached(page)]).toEqual([place, []]);
        const contrast = async (scheme: string) => {
          await page.evaluate(`document.documentElement.dataset.theme = '${scheme}'`);
          return page.evaluate(lowContrast);
        };
        expect([place, await contrast('dark'), await contrast('light')]).toEqual([place, [], []]);
        const text = String(await page.evaluate("document.querySelector('main').innerText"));
        expect([
          place,
          text.match(/\b(?:nav|title|health|feed|act|by|role|part|spend|rule|ending|source)\.[a-z]+/g),
        ]).toEqual([place, null]);
        if (language === 'fr') expect([place, machineless(text).match(english)]).toEqual([place, null]);
        await page.setViewportSize({ width: 360, height: 740 });
        // A chart takes the new width a moment later.
        const over = () => page.evaluate('document.documentElement.scrollWidth - innerWidth');
        await expect.poll(over, { message: place }).toBe(0);
        expect([place, await page.evaluate(onPhone)]).toEqual([place, [[], []]]);
      }
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
      await page.locator('#app > nav .more').click();
      await page
        .locator('#more')
        .getByRole('link', { name: titles.settings[language === 'fr' ? 0 : 1] })
        .click();
      await page.getByRole('heading', { name: titles.settings[language === 'fr' ? 0 : 1] }).waitFor();
      expect(incidents).toEqual([]);
    },
  );

  test('the door is drawn in both languages, and the first screen takes at most twenty requests and sixty kilobytes', async () => {
    const { door, visitor } = world();
    expect(door).toEqual([]);
    await using opened = await visitor();
    const { page } = opened;
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await doorFaults(page, 'That is not the token.')).toEqual([]);
    const bodies = new Map<string, Promise<Buffer>>();
    const note = (response: Response) => {
      const { pathname } = new URL(response.url());
      if (!bodies.has(pathname))
        bodies.set(
          pathname,
          response.body().catch(() => Buffer.alloc(0)),
        );
    };
    page.on('response', note);
    await signIn(page);
    await page.locator('.rows .item').first().waitFor();
    const files = await Promise.all(
      [...bodies].map(async ([path, body]) => ({ path, bytes: gzipSync(await body).length })),
    );
    const first = files.filter(({ path }) => !path.startsWith('/api/') && !path.startsWith('/sign-in'));
    expect(files.filter(({ path }) => !path.startsWith('/sign-in')).length).toBeLessThanOrEqual(20);
    expect(first.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(60_000);
    expect(first.map(({ path }) => path)).not.toContain('/lib/uplot.js');
    page.off('response', note);
    await page.emulateMedia({ colorScheme: 'dark' });
  });

  test('with Twitch a moderator comes in and sees what moderators may; signing out closes the door', async () => {
    const { visitor, bot } = world();
    await using opened = await visitor();
    const { page, go } = opened;
    await page.getByRole('link', { name: 'Sign in with Twitch' }).click();
    await page.getByRole('link', { name: 'Milo' }).click();
    await page.locator('.health').waitFor();
    expect(page.url()).toBe(`${bot.url}/`);
    const shown = (await page.locator('.places a').allTextContents()).map((text) => text.trim());
    expect(shown).toEqual(
      expect.arrayContaining(['Live', 'Models', 'Commands', 'Timers', 'Quotes', 'Counters', 'Settings']),
    );
    expect(shown.filter((text) => ['Spend', 'Privacy', 'Answers'].includes(text))).toEqual([]);
    await go('models');
    expect(await page.getByRole('spinbutton', { name: 'VIP' }).isDisabled()).toBe(true);
    const refused = await page.evaluate(
      `fetch('/api/channels/my_channel/ask', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"question":"x"}' }).then(({ status }) => status)`,
    );
    expect(refused).toBe(403);
    await go('live');
    await page.getByRole('checkbox', { name: 'Hide names' }).first().check();
    expect(await page.locator('.rows').textContent()).not.toMatch(/\blea\b|\bkenzo\b/);
    await page.getByRole('button', { name: 'Sign out' }).first().click();
    await page.locator('#token').waitFor();
    expect(await page.evaluate("fetch('/api/status').then(({ status }) => status)")).toBe(401);
    await page.getByRole('link', { name: 'Sign in with Twitch' }).click();
    await page.getByRole('link', { name: 'Lea' }).click();
    await page.getByText('This account has no channel here, and moderates none.').waitFor();
  });
}

/** Without what people wrote, names of settings and files, and what servers call their models. */
const machineless = (text: string) =>
  text
    .split('\n')
    .filter((line) => !/config\.yaml|npm run|Discord|\.md\b|SERDABOT|ALERTS_|qwen/.test(line))
    .join('\n');

/** Runs in the page: texts without room, and what is too small for a finger. */
const onPhone = `[
  [...document.querySelectorAll('main p, main label, main .said')]
    .filter((each) => each.checkVisibility() && each.textContent.length > 20 && each.getBoundingClientRect().width < 120)
    .map((each) => each.textContent),
  [...document.querySelectorAll('#app > nav button, #app > nav .places a, main button:not(.link), main input:not([type=checkbox]), main select')]
    .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 36).map((each) => each.outerHTML.slice(0, 80)),
]`;
