import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Processes that tests start find the bot compiled: starting one takes a third of the time.
const compiled = join(import.meta.dirname, 'node_modules', '.cache', 'compiled');
process.env['NODE_COMPILE_CACHE'] = compiled;

/** What takes longest begins first, so that it is not what everything else waits for in the end. */
const slow = [
  'src/web/server.test',
  'test/process.',
  'test/faults/fleet.test',
  'test/process-stall',
  'scripts/simulate',
  'test/browser/',
  'test/faults/two-bots',
  'test/linear',
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

/** Tests of real processes, servers and browsers. They wait more than they compute, so the others run beside them. */
const real = [
  'scripts/**/*.test.ts',
  'test/faults/**/*.test.ts',
  'test/{process,process-stall,container,container-run,newcomer,unconfigured,new-feature}.test.ts',
];
const browser = ['test/browser/**/*.test.ts'];
const common = {
  pool: 'threads',
  // No test leaves anything behind for the next file; a worker for each would cost a third of the time.
  isolate: false,
  maxWorkers: 5,
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
    projects: [
      {
        extends: true,
        test: {
          ...common,
          name: 'quick',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [...real, ...browser],
        },
      },
      {
        extends: true,
        test: {
          ...common,
          name: 'real',
          include: real,
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
