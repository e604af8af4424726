import { createCollections } from '../../src/domain/collection.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { openDocuments } from './documents.ts';

/** Collections of these channels in a store of their own, for `aHouse`. */
export async function openCollections(channels: readonly string[], { wall }: Pick<Clock, 'wall'>) {
  const { open: documents } = await openDocuments(channels);
  const collections = createCollections(documents, { wall });
  return { documents, collection: collections.open, undo: collections.undo, collections };
}
