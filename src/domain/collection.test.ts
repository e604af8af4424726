import { expect, test } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../lib/clock.ts';
import { createDocumentStore } from '../storage/documents.ts';
import { openStorage } from '../storage/storage.ts';
import { createCollections } from './collection.ts';

test('who leaves takes their items along, out of the store and out of copies made before', async () => {
  const opened = await openStorage({ url: 'memory:', folder: '/nowhere', tell() {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  const { records } = opened.storage;
  const store = createDocumentStore({ records, channels: () => ['home'], clock: systemClock, tell() {} });
  const { open } = createCollections(store.open, { wall: () => 0 });
  const quotes = open('quotes', {
    schema: z.object({ author: z.string() }),
    title: (key) => key,
    isOf: ({ author }, { names }) => names.includes(author),
  });
  const mod = { id: '9', login: 'mo' };
  await quotes.append('home', mod, { author: 'lea' });
  await quotes.append('home', mod, { author: 'max' });
  await quotes.append('home', { id: '7', login: 'lea' }, { author: 'max' });
  const stored = await records.list('document/home/quotes');
  if (!stored.ok) throw new Error(stored.detail);
  const [copy] = stored.value.records;
  const lea = { id: '7', names: ['lea'] };
  const left = store.without([lea])!(copy!.key, copy!.value);
  expect(JSON.stringify(left)).not.toContain('lea');
  expect(JSON.stringify(left).match(/max/g)).toHaveLength(4);
  expect(store.without([{ id: '1', names: ['zoe'] }])!(copy!.key, copy!.value)).toBe(undefined);

  expect(await store.forget(lea.id, lea.names)).toEqual({ ok: true, value: null });
  expect([...quotes.read('home').keys()]).toEqual(['2', '3']);
  expect(JSON.stringify(quotes.edits('home'))).not.toContain('lea');
  await store.stop();
});
