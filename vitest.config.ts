import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest begins first, so that it is not what everything else waits for in the end. */
const slow = ['test/process.', 'test/faults/fleet.test', 'test/browser/page'];
const rank = ({ moduleId }: TestSpecification) => {
  const at = slow.findIndex((part) => moduleId.includes(`/${part}`));
  return at < 0 ? slow.length : at;
};

class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    return [...(await super.sort(files))].sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'test/**/*.test.ts'],
    pool: 'threads',
    // No test leaves anything behind for the next file; a worker for each would cost a third of the time.
    isolate: false,
    sequence: { sequencer: SlowFirst },
    // Most tests wait for sockets and processes, not for a processor.
    maxWorkers: 4,
    // A shared machine may stand still for seconds, and many tests talk to real processes: CI looks twice.
    retry: process.env['CI'] ? 2 : 0,
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 20_000,
    hookTimeout: 30_000,
    reporters: process.env['CI'] ? ['default'] : ['dot'],
    silent: 'passed-only',
  },
});
