import { join } from 'node:path';
import { launch } from '../test/browser/support/browser.ts';
import { anOverlay } from '../test/support/overlay.ts';
import { findChromium } from '../test/support/real-parts.ts';
import { runWeb } from '../test/support/web.ts';
import { explain } from './help/explain.ts';

// Takes the pictures of the overlay that docs/overlay.md shows.
explain({
  does: 'Takes the pictures of the overlay that docs/overlay.md shows, with a Chromium of this machine.',
  usage: 'node scripts/picture-overlay.ts',
  example: 'node scripts/picture-overlay.ts',
  flags: {},
});
const docs = join(import.meta.dirname, '..', 'docs');
const views = [
  { layout: 'lower', theme: 'plate' },
  { layout: 'side', theme: 'neon' },
  { layout: 'banner', theme: 'light' },
] as const;
const answers = [
  [
    'Lea',
    'qui a composé la musique de Journey ?',
    'Austin Wintory a composé la musique de Journey, sorti en 2012.',
    'wikipedia',
  ],
  [
    'Bob_le_pirate',
    'hades c’est sorti quand ?',
    'Hades est sorti le 17 septembre 2020, développé par Supergiant Games.',
    'igdb',
  ],
  [
    'zoé',
    'explique les trous noirs simplement',
    'Un trou noir est un endroit où la matière est si serrée que rien n’en sort, même pas la lumière. On le voit à ce qui tourne autour.',
    'endpoint:local',
  ],
] as const;

const chromium = findChromium();
if (chromium === null) process.exit(1);
const browser = await launch(chromium);
try {
  for (const view of views) {
    const overlay = anOverlay(view);
    await using web = await runWeb({ sites: overlay.sites });
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, deviceScaleFactor: 0.5 });
    const page = await context.newPage();
    await page.goto(`${web.url}/overlay/${overlay.secret}`, { waitUntil: 'load' });
    // In the place of a game.
    await page.addStyleTag({ content: 'html { background: linear-gradient(160deg, #26324a, #5a6b4e 60%, #2b2a20) }' });
    while (overlay.pages.open('my_channel') === 0) await page.waitForTimeout(20);
    for (const [i, [name, question, text, source]] of answers.entries()) {
      overlay.say({ questionId: `q${i}`, lineId: `a${i}`, name, question, text, source });
    }
    await page.locator('.card.here').first().waitFor();
    await page.waitForTimeout(800);
    const file = join(docs, `overlay-${view.layout}.png`);
    await page.screenshot({ path: file });
    process.stdout.write(`${file}\n`);
    await context.close();
  }
} finally {
  await browser.close();
}
