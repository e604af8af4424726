import { readLists } from '../../src/outbox/text/word-lists.ts';

const { entries, tags } = readLists();

/** Words that must never leave, whatever surrounds them, as a checker looks for them: letters only. */
export const canaries: readonly string[] = entries
  .filter(({ tag }) => {
    const offence = tags[tag];
    return typeof offence === 'object' && offence.rule === 'slur' && offence.severity === 'always';
  })
  .map(({ term }) => term)
  .filter((term) => /^\*?[a-z]{6,}\*?$/.test(term))
  .map((term) => term.replace(/\*/g, ''))
  .filter((_, i) => i % 3 === 0);
