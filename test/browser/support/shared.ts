import { chromium as browsers } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { findChromium } from '../../support/real-parts.ts';
import { args } from './browser.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the one browser of all tests listens; null: there is no Chromium here. */
    readonly browser: string | null;
  }
}

/** Starts one browser for all files that need one. */
export default async function setup({ provide }: TestProject) {
  const executablePath = findChromium();
  if (executablePath === null) return provide('browser', null);
  const server = await browsers.launchServer({ executablePath, args: [...args], timeout: 20_000, host: '127.0.0.1' });
  provide('browser', server.wsEndpoint());
  return () => server.close();
}
