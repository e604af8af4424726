import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Processes that tests start find the bot compiled: starting one takes a third of the time.
const compiled = join(import.meta.dirname, 'node_modules', '.cache', 'compiled');
process.env['NODE_COMPILE_CACHE'] = compiled;

// Databases of tests are on a disk of memory where there is one with room (Docker's has 64 MB): on a real one they wait
// for the disk at each write, a third of their time.
const memory = '/dev/shm';
const roomBytes = 2 ** 30;
function memoryHasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize > roomBytes;
  } catch {
    return false;
  }
}
if (memoryHasRoom()) {
  const folder = mkdtempSync(join(memory, 'serdabot-tests-'));
  process.env['TMPDIR'] = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
}

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

export default defineConfig({
  test: {
    include: ['{src,scripts,test}/**/*.test.ts'],
    sequence: { sequencer: SlowFirst },
    reporters: process.env['CI'] ? ['default'] : ['minimal'],
    pool: 'threads',
    // No test leaves anything behind for the next file; a worker for each would cost a third of the time.
    isolate: false,
    // Node runs the files as it runs the bot: nothing is rewritten (there is no vi.mock), and what one run compiled the
    // next one finds.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    maxWorkers: 4,
    env: { NODE_COMPILE_CACHE: compiled },
    // Deadlines of what hangs: no test passes or fails by how fast the machine is.
    expect: { poll: { timeout: 30_000 } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    silent: 'passed-only',
  },
});
