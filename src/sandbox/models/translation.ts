import { plain } from './language.ts';
import type { ChatMessageIn } from './wire.ts';

const asksTranslation = /^(Tu es un traducteur|You are a translator)/;

/** What the stand-in can say in both languages, plainly written. */
const pairs: readonly (readonly [fr: string, en: string])[] = [
  ['Bonjour tout le monde !', 'Hello everyone!'],
  ['Bonjour', 'Hello'],
  ['Salut', 'Hi'],
  ['Bonsoir tout le monde', 'Good evening everyone'],
  ['Bonne nuit', 'Good night'],
  ['À plus tard', 'See you later'],
  ['Merci beaucoup', 'Thank you very much'],
  ['Bien joué', 'Well played'],
  ['Comment ça va ?', 'How are you?'],
  ['Quelle belle partie !', 'What a great game!'],
];
const key = (text: string) =>
  plain(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const none = {
  fr: 'Aucun modèle ne tourne ici : la démo ne traduit que quelques phrases (« bonjour tout le monde », « bien joué »). Avec LM Studio ou Ollama, je traduis tout.',
  en: 'No model runs here: the demo translates a few phrases only ("hello everyone", "well played"). With LM Studio or Ollama I translate anything.',
};

/** What is translated, or that nothing here can; null where no translation is asked for. */
export function translationIn(messages: readonly ChatMessageIn[]): string | null {
  const system = messages[0]?.content ?? '';
  const asked = asksTranslation.exec(system);
  if (!asked) return null;
  const last = key((messages.at(-1)?.content ?? '').slice(0, 500));
  const toEnglish = /\b(anglais|English)\b/.test(system);
  const toFrench = /\b(français|French)\b/.test(system);
  const pair = pairs.find((both) => both.some((text) => key(text) === last));
  if (pair && toEnglish) return pair[1];
  if (pair && toFrench) return pair[0];
  return asked[1] === 'Tu es un traducteur' ? none.fr : none.en;
}
