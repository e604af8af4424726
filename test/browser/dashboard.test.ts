import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { findChromium } from '../support/real-parts.ts';
import { attacks } from './screens/attacks.ts';
import { control } from './screens/control.ts';
import { live } from './screens/live.ts';
import { looks } from './screens/looks.ts';
import { panels } from './screens/panels.ts';
import { launch } from './support/browser.ts';
import { createWorld, type World } from './support/dashboard.ts';

const chromium = findChromium();

// One browser, one bot, one page of the operator: each test goes on where the one before it has stopped.
describe.skipIf(chromium === null)('the dashboard in a real browser', () => {
  let browser: Browser;
  let made: World;
  beforeAll(async () => {
    browser = await launch(chromium as string);
    made = await createWorld(browser);
  });
  afterAll(async () => {
    await browser?.close();
    await made?.bot.stop();
  });
  const world = () => made;

  looks(world);
  live(world);
  panels(world);
  control(world);
  attacks(world);
});
