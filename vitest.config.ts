import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'test/**/*.test.ts'],
    pool: 'threads',
    // Most tests wait for sockets and processes, not for a processor.
    maxWorkers: 3,
    // A shared machine may stand still for seconds, and many tests talk to real processes: CI looks twice.
    retry: process.env['CI'] ? 2 : 0,
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 20_000,
    hookTimeout: 30_000,
    reporters: process.env['CI'] ? ['default'] : ['dot'],
    silent: 'passed-only',
  },
});
