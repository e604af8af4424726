import { join } from 'node:path';

/**
 * What processes find compiled that run from a copy of the checkout with its `node_modules`: paths count from the cache,
 * so that what one copy compiled the next one finds, wherever it lies.
 */
export const compiledFor = (folder: string) => ({
  NODE_COMPILE_CACHE: join(folder, 'node_modules', '.cache', 'copied'),
  NODE_COMPILE_CACHE_PORTABLE: '1',
});
