import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Of two lists Chromium takes the last, so Playwright's own stands here again. */
const disabled = [
  // Two pages of the address bar, in a process of their own, for each window: half of what a page takes.
  ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'],
  ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades', 'LensOverlay'],
  ...['HttpsFirstBalancedModeAutoEnable', 'MediaRouter', 'PaintHolding', 'ThirdPartyStoragePartitioning'],
  ...['AvoidCorsURLLoaderRestartOnRedirect', 'TcpPortRandomizationWin', 'OptimizationHints', 'AimEnabled'],
  ...['NetworkTimeServiceQuerying', 'PreconnectToSearch'],
];
const args = [
  `--disable-features=${disabled.join()}`,
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  // Nothing is drawn for anybody to see: no process and no emulated graphics card for it.
  '--disable-gpu-compositing',
  '--disable-software-rasterizer',
  '--in-process-gpu',
  // Pages share processes where contexts allow it, and none waits ready for a page that nobody opens.
  '--renderer-process-limit=1',
  '--disable-site-isolation-trials',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args, timeout: 20_000 });
}

/** Resolves when this is true of the page, looked at again after each change of it: asking it over and over costs more. */
export async function onceTrue(page: Page, condition: string): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    const look = () => (${condition}) && (observer.disconnect(), resolve());
    const observer = new MutationObserver(look);
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    look();
  })`);
}

export interface View {
  readonly width: number;
  readonly height: number;
  readonly scheme: 'dark' | 'light';
}

/** Takes a picture of a page to a file, once `prepare` has brought it to what the picture should show. */
export async function picture(
  browser: Browser,
  url: string,
  file: string,
  view: View,
  prepare: (page: Page) => Promise<void> = async () => {},
): Promise<void> {
  const options: BrowserContextOptions = {
    viewport: { width: view.width, height: view.height },
    colorScheme: view.scheme,
    reducedMotion: 'reduce',
    locale: 'fr-FR',
  };
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    await page.goto(url, { waitUntil: 'load' });
    await prepare(page);
    await page.screenshot({ path: file });
  } finally {
    await context.close();
  }
}
