import { schemaOf } from '../../src/domain/documents.ts';
import { systemClock as clock } from '../../src/lib/clock.ts';
import { createDocumentStore } from '../../src/storage/documents.ts';
import { openStorage } from '../../src/storage/storage.ts';
import { patientClock } from '../support/patient-clock.ts';

// Two writers that count up one document, 200 times each; says how often that was stored, and how often nobody can say.
// A change that others were always ahead of was not stored: it is tried again.

// The parent says when to go on.
let told = 0;
let hear = () => {};
process.on('message', () => {
  told++;
  hear();
});
async function until(count: number) {
  while (told < count) {
    await new Promise<void>((resolve) => {
      hear = resolve;
    });
  }
}

const [url = '', folder = ''] = process.argv.slice(2);
const opened = await openStorage({
  url,
  folder,
  clock: patientClock,
  tell() {},
  processes: url.startsWith('redis') ? 2 : 1,
});
if (!opened.ok) throw new Error(opened.reason);
const { storage } = opened;
const store = createDocumentStore({ records: storage.records, channels: () => ['one'], clock, tell() {} });
const count = store.open(
  'count',
  schemaOf('a number', (value) => typeof value === 'number'),
  0,
);
await store.start();
process.send?.('ready');
await until(1);
let stored = 0;
let unsure = 0;
async function write() {
  for (let i = 0; i < 200; ) {
    const done = await count.change('one', (now) => now + 1);
    if (!done.ok && done.reason === 'busy') continue;
    i++;
    if (done.ok) stored++;
    else unsure++;
  }
}
await Promise.all([write(), write()]);
process.send?.({ stored, unsure });
await until(2);
for (;;) {
  const seen = await count.change('one', () => null);
  if (!seen.ok) continue;
  process.send?.(seen.value);
  break;
}
await store.stop();
await storage.close();
process.disconnect();
