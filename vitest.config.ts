import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Processes that tests start find the bot compiled: starting one takes a third of the time.
const compiled = join(import.meta.dirname, 'node_modules', '.cache', 'compiled');
process.env['NODE_COMPILE_CACHE'] = compiled;

/** What takes longest begins first, so that it is not what everything else waits for in the end; browsers before all. */
const slow = [
  'test/browser/',
  'src/web/server.test',
  'test/process.',
  'scripts/simulate',
  'test/process-stall',
  'test/faults/fleet.test',
  'scripts/engines',
  'test/faults/two-bots',
];
const rank = ({ moduleId }: TestSpecification) => {
  const at = slow.findIndex((part) => moduleId.includes(`/${part}`));
  return at < 0 ? slow.length : at;
};

class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    return [...(await super.sort(files))].sort((a, b) => rank(a) - rank(b));
  }
}

const browser = ['test/browser/**/*.test.ts'];
const common = {
  pool: 'threads',
  // No test leaves anything behind for the next file; a worker for each would cost a third of the time.
  isolate: false,
  maxWorkers: 4,
  env: { NODE_COMPILE_CACHE: compiled },
  // Deadlines of what hangs: no test passes or fails by how fast the machine is.
  expect: { poll: { timeout: 30_000 } },
  testTimeout: 60_000,
  hookTimeout: 60_000,
  silent: 'passed-only',
} as const;

export default defineConfig({
  test: {
    sequence: { sequencer: SlowFirst },
    reporters: process.env['CI'] ? ['default'] : ['dot'],
    // A worker is used again for the next file where that is of the same project; else another one loads the bot anew.
    projects: [
      {
        extends: true,
        test: {
          ...common,
          name: 'bot',
          include: ['{src,scripts,test}/**/*.test.ts'],
          exclude: browser,
        },
      },
      {
        extends: true,
        test: {
          ...common,
          name: 'browser',
          include: browser,
          // One for all files: each is three processes that take a second to start.
          globalSetup: 'test/browser/support/shared.ts',
        },
      },
    ],
  },
});
