import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { findChromium } from '../support/real-parts.ts';
import { chatAttacks } from './chat/attacks.ts';
import { chatPage } from './chat/page.ts';
import { attacks } from './dashboard/attacks.ts';
import { control } from './dashboard/control.ts';
import { live } from './dashboard/live.ts';
import { looks } from './dashboard/looks.ts';
import { panels } from './dashboard/panels.ts';
import { overlay } from './overlay.ts';
import { launch } from './support/browser.ts';
import { createWorld, type World } from './support/dashboard.ts';

const chromium = findChromium();

// One file, for one browser: each that is started takes as long as the tests of a screen.
describe.skipIf(chromium === null)('in a real browser', () => {
  let made: Browser;
  beforeAll(async () => {
    made = await launch(chromium as string);
  });
  afterAll(() => made?.close());
  const browser = () => made;

  describe('the chat page', () => chatPage(browser));
  describe('what strangers and models write in the chat', () => chatAttacks(browser));
  describe('the overlay', () => overlay(browser));

  // One bot, one page of the operator: each test goes on where the one before it has stopped.
  describe('the dashboard', () => {
    let made: World;
    beforeAll(async () => {
      made = await createWorld(browser());
    });
    afterAll(() => made?.bot.stop());
    const world = () => made;

    looks(world);
    live(world);
    panels(world);
    control(world);
    attacks(world);
  });
});
