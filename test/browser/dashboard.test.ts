import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import { attacks } from './screens/attacks.ts';
import { control } from './screens/control.ts';
import { live } from './screens/live.ts';
import { looks } from './screens/looks.ts';
import { panels } from './screens/panels.ts';
import { connect } from './support/browser.ts';
import { createWorld, type World } from './support/dashboard.ts';

const endpoint = inject('browser');

// One browser, one bot, one page of the operator: each test goes on where the one before it has stopped.
describe.skipIf(endpoint === null)('the dashboard in a real browser', () => {
  let browser: Browser;
  let made: World;
  beforeAll(async () => {
    browser = await connect(endpoint as string);
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
