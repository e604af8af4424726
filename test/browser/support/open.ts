import type { Browser, Page } from 'playwright-core';
import type { RunningWeb } from '../../support/web.ts';
import { incidentsOf } from './incidents.ts';

/** What the browser noticed about a page, to be empty at the end. */
export interface Watch {
  readonly page: Page;
  /** Scripts that ran, dialogs, violations of the policy, errors, and requests to anywhere else. */
  readonly incidents: string[];
}

export async function open(browser: Browser, web: RunningWeb, width = 1280): Promise<Watch & AsyncDisposable> {
  const context = await browser.newContext({ viewport: { width, height: 800 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const incidents = await incidentsOf(page, (url) => url.startsWith(`${web.url}/`));
  page.on('console', (message) => {
    if (message.type() === 'error') incidents.push(`console: ${message.text()}`);
  });
  page.on('framenavigated', (frame) => {
    if (frame !== page.mainFrame()) incidents.push(`frame: ${frame.url()}`);
  });
  await page.goto(`${web.url}/chat`, { waitUntil: 'load' });
  await page.locator('#cast .chip').first().waitFor();
  return { page, incidents, [Symbol.asyncDispose]: () => context.close() };
}

export const texts = (page: Page, selector: string): Promise<string[]> => page.locator(selector).allTextContents();
