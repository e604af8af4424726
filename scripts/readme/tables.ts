import { features, phraseCatalogs } from '../../src/app.ts';
import { loadPhrases } from '../../src/settings/phrases.ts';
import { inFrench, type Readme, tableOf } from './table.ts';

/** The table of commands of each README. */
export async function tables(): Promise<Readonly<Record<Readme, string>>> {
  // No folder of an operator: the READMEs say what the features say.
  const loaded = await loadPhrases(phraseCatalogs, 'nowhere');
  const french = (loaded.ok && loaded.phrases.fr) || {};
  return {
    'README.md': tableOf(features),
    'README.fr.md': tableOf(
      features,
      inFrench((command) => french[`help.about.${command}`]?.[0]),
    ),
  };
}
