import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandboxNtfy, type SandboxHook } from '../../src/sandbox/hooks.ts';
import { type Bot, startBot } from '../support/bot.ts';
import { aViewer } from '../support/fakes.ts';
import { findChromium } from '../support/real-parts.ts';
import { launch } from './support/browser.ts';
import { adminToken, openDashboard, signIn, type View } from './support/dashboard.ts';

const chromium = findChromium();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe.skipIf(chromium === null)('the places of the overlay and of alerts in the dashboard', () => {
  let browser: Browser;
  let bot: Bot;
  let hook: SandboxHook;
  let dashboard: { url: string };
  beforeAll(async () => {
    browser = await launch(chromium as string);
    hook = await createSandboxNtfy();
    bot = await startBot({
      env: { SERDABOT_ADMIN_TOKEN: adminToken, ALERTS_URL: hook.address },
      features: {
        alerts: {
          to: [
            { name: 'phone', kind: 'ntfy', url_env: 'ALERTS_URL' },
            { name: 'mods', kind: 'discord', url_env: 'ALERTS_NOT_SET' },
          ],
        },
      },
    });
    dashboard = { url: `http://localhost:${bot.app.address()!.port}` };
  });
  afterAll(async () => {
    await browser?.close();
    await bot?.stop();
    await hook?.stop();
  });

  const enter = async (place: string, view: View = {}) => {
    const opened = await openDashboard(browser, dashboard as never, view);
    await signIn(opened.page, dashboard as never);
    await opened.page.evaluate(`location.hash = '#/${place}'`);
    await opened.settled(place);
    return opened;
  };
  async function faults(page: Page): Promise<string[]> {
    await page.evaluate(axe);
    return page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' ' + target.join(' ') + ' ' + failureSummary)))`);
  }
  const overlayPath = async () => {
    const response = await fetch(`${dashboard.url}/api/channels/my_channel/features/overlay`, {
      headers: { Authorization: `Bearer ${adminToken}` },
    });
    return ((await response.json()) as { path: string }).path;
  };

  test('an overlay is made, given another look and taken back; what waits is let through', async () => {
    await using opened = await enter('overlay', { language: 'en' });
    const { page, incidents } = opened;
    await page.getByRole('button', { name: 'Make the overlay' }).click();
    await page.getByRole('button', { name: 'Copy the address' }).waitFor();
    const path = await overlayPath();
    expect(await page.locator('main').textContent()).not.toContain(path.split('/').at(-1));

    const preview = page.frameLocator('iframe');
    await preview.locator('.card.here .answer').waitFor();
    await page.getByRole('combobox', { name: 'Theme', exact: true }).last().selectOption('neon');
    await expect.poll(() => preview.locator('html').getAttribute('data-theme')).toBe('neon');
    await page.locator('.toast').last().getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => preview.locator('html').getAttribute('data-theme')).toBe('plate');

    const context = await browser.newContext();
    const overlay = await context.newPage();
    await overlay.goto(dashboard.url.replace('localhost', '127.0.0.1') + path);
    await page.getByText('Pages open : 1').waitFor();
    await page.getByRole('checkbox', { name: /lets each answer through/ }).check();
    await page.getByRole('heading', { name: 'Waiting' }).waitFor();
    await bot.ask('!ask what is a black hole?', aViewer('lea'));
    await page.getByRole('button', { name: 'Let through lea' }).click();
    await overlay.locator('.card .answer').waitFor();
    await page.getByRole('button', { name: 'Take everything off the overlay' }).click();
    await expect.poll(() => overlay.locator('.card').count()).toBe(0);
    await context.close();
    expect(await faults(page)).toEqual([]);
    expect(incidents).toEqual([]);
  });

  test('alerts say who is told and what is wrong, and a test reaches them', async () => {
    await using opened = await enter('alerts', { language: 'fr', scheme: 'light', width: 390 });
    const { page, incidents } = opened;
    await page.getByText('phone').waitFor();
    await page.getByRole('button', { name: 'Envoyer un essai' }).click();
    await page.locator('.toast', { hasText: 'phone (ça marche)' }).waitFor();
    await page.locator('.toast', { hasText: 'mods (ALERTS_NOT_SET is not set' }).waitFor();
    await expect.poll(() => hook.messages.map(({ title }) => title)).toEqual(['serdabot : un essai des alertes']);
    expect(await page.locator('main').textContent()).not.toContain(hook.address);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(await faults(page)).toEqual([]);
    expect(incidents).toEqual([]);
  });
});
