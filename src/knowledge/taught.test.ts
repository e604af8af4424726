import { expect, test } from 'vitest';
import { openStorage } from '../storage/storage.ts';
import { createTaught } from './taught.ts';

async function someTaught() {
  const opened = await openStorage({ url: 'memory:', folder: '/nowhere', tell: () => {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  const { records } = opened.storage;
  const taught = createTaught({ records });
  await taught.add('one', 'clavier', 'un Keychron K2');
  await taught.add('one', 'PC', 'un Ryzen');
  return { taught, records };
}

test.each([
  ['clavier', 'un Keychron K2'],
  ["c'est quoi ton CLAVIER ?", 'un Keychron K2'],
  ['tu joues avec quel clavier', 'un Keychron K2'],
  ["c'est quel modèle ton clavier ?", 'un Keychron K2'],
  // About keyboards, and not about the channel's.
  ["c'est quoi le meilleur clavier mécanique pour jouer", undefined],
  ['qui a inventé le clavier azerty en france', undefined],
  // Too short to be meant inside a line.
  ['pc', 'un Ryzen'],
  ['mon pc rame', undefined],
])('"%s" gets %s', async (asked, line) => {
  const { taught } = await someTaught();
  expect(taught.of('one', asked)?.line).toBe(line);
});

test('what was taught is one channel’s, and is there after a restart', async () => {
  const { taught, records } = await someTaught();
  expect(taught.of('two', 'clavier')).toBeNull();
  const again = createTaught({ records });
  await again.load();
  expect(again.of('one', 'Clavier')?.line).toBe('un Keychron K2');
  expect(again.subjects('one')).toHaveLength(2);
});

test('a subject without a word is none, and does not answer every "???"', async () => {
  const { taught } = await someTaught();
  expect(await taught.add('one', '???', 'rien')).toBe('nameless');
  expect(taught.of('one', '?!')).toBeNull();
});
