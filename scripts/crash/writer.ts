import { writeSync } from 'node:fs';
import { systemClock } from '../../src/lib/clock.ts';
import { openStorage } from '../../src/storage/storage.ts';

/** Writes without end and prints `lane n` for each write that was acknowledged, until it is killed. */
const [folder = '.', from = '0'] = process.argv.slice(2);
const slots = 50;

const opened = await openStorage({
  url: 'sqlite:bot.db',
  folder,
  clock: systemClock,
  tell: (event) => process.stderr.write(`${JSON.stringify(event)}\n`),
  processes: 1,
});
if (!opened.ok) throw new Error(opened.reason);
const { records, cache } = opened.storage;
const talks = cache('talks');

async function write(lane: number) {
  for (let n = Number(from); ; n++) {
    const padding = 'x'.repeat((n * 37) % 4_000);
    const [batch, entry] = await Promise.all([
      records.batch([
        { set: `pair/${lane}/a`, value: n },
        { set: `log/${lane}/${n % slots}`, value: { n, padding } },
        { delete: `log/${lane}/${(n + slots / 2) % slots}` },
        { set: `pair/${lane}/b`, value: n },
      ]),
      talks.set(`${lane}`, n, 3_600_000),
    ]);
    // Synchronously, so that what was said was said before the end.
    if (batch.ok && entry.ok) writeSync(1, `${lane} ${n}\n`);
    else throw new Error(`not saved: ${JSON.stringify([batch, entry])}`);
  }
}
await Promise.all([0, 1, 2].map(write));
