import { expect, test } from 'vitest';
import { createAnswerer } from './answerer.ts';

const answer = createAnswerer();
const asked = (system: string, text: string) =>
  answer([
    { role: 'system', content: system },
    { role: 'user', content: text },
  ]);

test('a few phrases are translated, and for the rest the stand-in says that no model is there', () => {
  expect(asked('Tu es un traducteur. Traduis en anglais le texte.', 'bonjour tout le monde')).toBe('Hello everyone!');
  expect(asked('You are a translator. Translate it into French.', 'Well played!')).toBe('Bien joué');
  expect(asked('Tu es un traducteur. Traduis en espagnol le texte.', 'bonjour')).toMatch(/^Aucun modèle ne tourne ici/);
  expect(asked('You are a translator. Translate it into English.', 'une phrase rare')).toMatch(/^No model runs here/);
});
