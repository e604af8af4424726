import { expect, test } from 'vitest';
import { aCall, aViewer } from '../../../test/support/fakes.ts';
import { aHouse } from '../../../test/support/house.ts';
import type { Outcome } from '../../domain/outcome.ts';
import type { Translate } from '../../domain/translate.ts';
import type { Home } from './phrases.ts';
import { createAutoTrad, createTrad } from './trad.ts';

const never = new AbortController().signal;

async function read(args: string) {
  let asked: readonly [string, string] | null = null;
  const translate: Translate = async (text, target) => {
    asked = [target, text];
    return { kind: 'reply', source: 'libretranslate', text: '' };
  };
  const trad = createTrad(aHouse<Home>({ translate }));
  await trad.run(aCall(trad, args), never);
  return asked;
}

test.each([
  ['see you later', 'fr', 'see you later'],
  ['à plus tard tout le monde', 'en', 'à plus tard tout le monde'],
  ['es bonsoir tout le monde', 'es', 'bonsoir tout le monde'],
  ['[de] bonjour', 'de', 'bonjour'],
  ['-> it bonjour', 'it', 'bonjour'],
  ['en espagnol bonsoir', 'es', 'bonsoir'],
  ['Japanese: hello', 'ja', 'hello'],
  ["en l'italien bonsoir", 'it', 'bonsoir'],
  // Words that look like a language.
  ['de rien mon ami', 'en', 'de rien mon ami'],
  ['it is late', 'fr', 'it is late'],
  ['es tu là ce soir ?', 'en', 'es tu là ce soir ?'],
  ['toit bleu de la maison', 'en', 'toit bleu de la maison'],
  ['en retard', 'en', 'en retard'],
  ['french toast is good', 'fr', 'french toast is good'],
])('"%s" goes into %s', async (args, target, text) => {
  expect(await read(args)).toEqual([target, text]);
});

test('a listed viewer’s line that comes back as it was is not said again, nor one that nobody translated', async () => {
  const heard: Outcome[] = [
    { kind: 'reply', source: 'endpoint:a', text: 'GG WP !' },
    { kind: 'reply', source: 'phrase', text: 'Trou noir total…' },
    { kind: 'failed', reason: 'budget' },
    { kind: 'reply', source: 'endpoint:a', text: 'bien joué' },
    { kind: 'reply', source: 'endpoint:a', text: 'Bien joué !' },
  ];
  const auto = createAutoTrad(aHouse<Home>({ translate: async () => heard.shift()! }));
  const run = (text: string, login = 'dev') => auto.run(aCall(auto, text, { viewer: aViewer(login) }), never);
  expect(await run('gg wp')).toEqual({ kind: 'ignored' });
  expect(await run('well played')).toEqual({ kind: 'ignored' });
  expect(await run('well played')).toEqual({ kind: 'ignored' });
  expect(await run('well played')).toMatchObject({ text: expect.stringContaining('bien joué') });
  // Another bot that translates it back would go on for ever.
  expect(await run('nicely played')).toEqual({ kind: 'ignored' });
});
