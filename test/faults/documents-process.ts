import { schemaOf } from '../../src/domain/documents.ts';
import { systemClock as clock } from '../../src/lib/clock.ts';
import { createDocumentStore } from '../../src/storage/documents.ts';
import { openStorage } from '../../src/storage/storage.ts';

// Two writers that count up one document, 200 times each; prints how many of them were stored.

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
const opened = await openStorage({ url, folder, tell() {}, processes: url.startsWith('redis') ? 2 : 1 });
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
async function write() {
  for (let i = 0; i < 200; i++) if ((await count.change('one', (now) => now + 1)).ok) stored++;
}
await Promise.all([write(), write()]);
process.send?.(stored);
await until(2);
await store.look();
process.send?.(count.read('one'));
await store.stop();
await storage.close();
process.disconnect();
