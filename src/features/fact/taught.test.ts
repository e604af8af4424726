import { expect, test } from 'vitest';
import { openDocuments } from '../../../test/support/documents.ts';
import { createTaught } from './taught.ts';

async function someTaught() {
  const { open } = await openDocuments(['one', 'two']);
  const taught = createTaught(open);
  await taught.add('one', 'clavier', 'un Keychron K2');
  await taught.add('one', 'PC', 'un Ryzen');
  return taught;
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
  const taught = await someTaught();
  expect(taught.of('one', asked)?.line).toBe(line);
});

test('what was taught is one channel’s, and another answer takes the place of the first', async () => {
  const taught = await someTaught();
  expect(taught.of('two', 'clavier')).toBeNull();
  expect(await taught.add('one', 'Clavier !', 'un Topre')).toBe('stored');
  expect(taught.of('one', 'clavier')?.line).toBe('un Topre');
  expect(taught.subjects('one')).toEqual(['Clavier !', 'PC']);
  expect([await taught.remove('one', 'CLAVIER'), await taught.remove('one', 'clavier')]).toEqual(['stored', 'unknown']);
});

test('a subject without a word is none, and does not answer every "???"', async () => {
  const taught = await someTaught();
  expect(await taught.add('one', '???', 'rien')).toBe('nameless');
  expect(taught.of('one', '?!')).toBeNull();
});
