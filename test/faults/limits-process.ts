import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../src/lib/clock.ts';
import { createSharedLimiter } from '../../src/limits/shared-limiter.ts';
import { defaults } from '../support/limits-fixtures.ts';
import { openSharedScripts } from '../support/shared-scripts.ts';

// A process of its own that goes on calling a model as fast as its slots let it: limits-process.ts URL PORT CAP LEASE

const [url = '', port, cap, leaseMs] = process.argv.slice(2);
const { scripts } = await openSharedScripts(url);
const limiter = createSharedLimiter({
  settings: () => ({ ...defaults, cap: Number(cap) }),
  clock: systemClock,
  permits: { reserve: () => ({ release() {} }), nextMs: () => 0 },
  tell() {},
  scripts,
  processes: () => 3,
  leaseMs: Number(leaseMs),
});

async function viewer(signal: AbortSignal) {
  for (;;) {
    const deadline = systemClock.now() + 20_000;
    const granted = await limiter.slots.acquire(
      { channel: 'here', viewer: null, priority: 'viewer', deadline },
      signal,
    );
    if (granted.kind !== 'slot') continue;
    // The call is over when the model has said so, and the slot is given back only then.
    await new Promise((resolve) => {
      const call = connect(Number(port), '127.0.0.1', () => call.write(String(process.pid)));
      call.resume().on('close', resolve);
    });
    granted.slot.release();
    await pause(5);
  }
}

for (let n = 0; n < 6; n++) void viewer(new AbortController().signal);
