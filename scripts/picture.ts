import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { launch, picture } from '../test/browser/support/browser.ts';
import { findChromium } from '../test/support/real-parts.ts';
import { explain } from './help/explain.ts';

// Takes the picture of the demo's page that the README shows.
explain({
  does: "Takes the picture of the demo's page that the README shows, with a Chromium of this machine.",
  usage: 'node scripts/picture.ts',
  example: 'node scripts/picture.ts',
  flags: {},
});
const file = join(import.meta.dirname, '..', 'docs', 'demo.png');
const patienceMs = 30_000;

const chromium = findChromium();
if (chromium === null) process.exit(1);
const demo = spawn(process.execPath, [join(import.meta.dirname, 'demo.ts'), '--port', '0'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
let out = '';
demo.stdout.on('data', (text) => {
  out += text;
});
const browser = await launch(chromium);
try {
  const started = performance.now();
  let url: string | undefined;
  while (!url) {
    if (demo.exitCode !== null || performance.now() - started > patienceMs)
      throw new Error(`the demo did not start:\n${out}`);
    await pause(50);
    url = /http:\/\/127\.0\.0\.1:\d+\/chat/.exec(out)?.[0];
  }
  await picture(browser, url, file, { width: 1200, height: 940, scheme: 'dark' }, async (page) => {
    // The panel asks for the figures every few seconds.
    await page.waitForTimeout(4_000);
    // Its questions, and not what a scene ends with.
    await page.locator('[role=log]').evaluate((log) => log.scrollTo({ top: 0, behavior: 'instant' }));
  });
  process.stdout.write(`${file}\n`);
} finally {
  await browser.close();
  demo.kill('SIGTERM');
}
