import { join } from 'node:path';
import { expect, test } from 'vitest';
import { features, phraseCatalogs } from '../../src/app.ts';
import { createFeatures } from '../../src/domain/features.ts';
import { loadPhrases } from '../../src/settings/phrases.ts';
import { aHouse } from '../../test/support/house.ts';
import { commandsOf } from './commands.ts';

test('the demo has a chip for every command, with what to type in both languages, for those who may', async () => {
  const loaded = await loadPhrases(phraseCatalogs, join(import.meta.dirname, 'nothing'));
  if (!loaded.ok) throw new Error('the phrases are broken');
  const chips = await commandsOf(features, loaded.phrases);
  const { commands } = await createFeatures(features, () => aHouse());
  expect(chips.map(({ name }) => name).toSorted()).toEqual(commands.map(({ name }) => name).toSorted());
  for (const { name, sample } of chips) {
    for (const text of [sample.fr, sample.en]) expect(text, name).toMatch(/^!\w/);
  }
  expect(chips.find(({ name }) => name === 'cacheclear')?.level).toBe(
    commands.find(({ name }) => name === 'cacheclear')?.level,
  );
});
