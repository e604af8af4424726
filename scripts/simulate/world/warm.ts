import { globSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..');
const libraries = ['openai', 'bottleneck', 'node-cron', 'prom-client', '@twurple/api', '@twurple/auth', 'hono'];
/** What begins something when it is imported. */
const begins = /(?:^|\/)(?:main|watchdog-thread|worker|offer-setup)\.ts$/;

/**
 * Loads everything that is loaded late, before time begins: a module that comes from the disk comes when the disk
 * likes, one that is there already comes at once.
 */
export async function warm(): Promise<void> {
  const files = globSync('src/**/*.ts', { cwd: root })
    .filter((file) => !file.endsWith('.test.ts') && !begins.test(file) && !file.includes('redis'))
    .sort();
  for (const file of files) await import(join(root, file));
  for (const name of libraries) await import(name);
  // The first look at these loads the rest of Node's fetch.
  new Response(new ReadableStream());
  new Headers();
}
