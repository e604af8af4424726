import type { Browser, Page } from 'playwright-core';
import type { RunningWeb } from '../../support/web.ts';
import { incidentsOf } from './incidents.ts';

/** What the browser noticed about a page, to be empty at the end. */
export interface Watch {
  readonly page: Page;
  /** Scripts that ran, dialogs, violations of the policy, errors, and requests to anywhere else. */
  readonly incidents: string[];
}

interface Reused extends Watch {
  /** What the page may ask. */
  readonly own: { url: string };
}
/** One page a browser: a new one is a new process, which takes half a second. Each test's server is an origin of its own. */
const pages = new WeakMap<Browser, Promise<Reused>>();

async function onePage(browser: Browser): Promise<Reused> {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const own = { url: '' };
  const incidents = await incidentsOf(page, (url) => url.startsWith(`${own.url}/`));
  page.on('console', (message) => {
    if (message.type() === 'error') incidents.push(`console: ${message.text()}`);
  });
  page.on('framenavigated', (frame) => {
    if (frame !== page.mainFrame()) incidents.push(`frame: ${frame.url()}`);
  });
  return { page, incidents, own };
}

/** The page of this browser at this server; it is left, and what it stored forgotten, at the end. */
export async function open(browser: Browser, web: RunningWeb, width = 1280): Promise<Watch & AsyncDisposable> {
  if (!pages.has(browser)) pages.set(browser, onePage(browser));
  const { page, incidents, own } = await pages.get(browser)!;
  if (own.url !== '') throw new Error(`the page is at ${own.url} still`);
  own.url = web.url;
  incidents.length = 0;
  await page.setViewportSize({ width, height: 800 });
  await page.goto(`${web.url}/chat`, { waitUntil: 'load' });
  await page.locator('#cast .chip').first().waitFor();
  return {
    page,
    incidents,
    async [Symbol.asyncDispose]() {
      await page.evaluate('localStorage.clear()');
      await page.goto('about:blank');
      await page.emulateMedia({ colorScheme: null, forcedColors: null, reducedMotion: 'reduce' });
      own.url = '';
    },
  };
}

export const texts = (page: Page, selector: string): Promise<string[]> => page.locator(selector).allTextContents();
