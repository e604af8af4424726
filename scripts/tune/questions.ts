import type { Exchange, PromptMessage } from '../../src/domain/llm.ts';
import type { Language } from '../../src/domain/settings.ts';
import { buildPrompt, type Prompts } from '../../src/llm/prompt.ts';
import { createRandom, pick } from '../../src/sandbox/random.ts';

/** What viewers ask, and what was answered: for conversations of realistic length. */
const talk: Readonly<Record<Language, readonly (readonly [string, string])[]>> = {
  fr: [
    [
      'pourquoi le ciel est bleu ?',
      'La lumière bleue du soleil se disperse plus que la rouge dans l’air : on la voit venir de partout.',
    ],
    [
      'tu conseilles quel jeu de plateforme pour débuter ?',
      'Celeste si tu aimes un défi juste avec un mode assisté, Rayman Legends si tu veux surtout rire à deux sur le canapé.',
    ],
    [
      'c’est quoi la différence entre un rogue-like et un rogue-lite ?',
      'Dans un rogue-like tu recommences de zéro à chaque mort ; dans un rogue-lite tu gardes une progression d’une partie à l’autre.',
    ],
    [
      'comment on bat le boss du marais ?',
      'Garde tes distances, frappe après sa triple attaque et garde une potion pour sa deuxième phase.',
    ],
    ['qui a gagné la coupe du monde en 1998 ?', 'La France, 3 à 0 contre le Brésil en finale au Stade de France.'],
    [
      'raconte une blague',
      'Pourquoi les plongeurs plongent-ils toujours en arrière ? Parce que sinon ils tombent dans le bateau !',
    ],
    [
      'il vaut mieux jouer à la manette ou au clavier souris ?',
      'Au clavier souris pour viser, à la manette pour la plateforme et les courses ; le meilleur choix reste celui qui t’amuse.',
    ],
    [
      'combien de temps pour finir Hollow Knight ?',
      'Compte environ 27 heures pour l’histoire, et facilement 60 si tu veux tout trouver.',
    ],
  ],
  en: [
    [
      'why is the sky blue?',
      'Blue light from the sun scatters more in the air than red light does, so it reaches us from every direction.',
    ],
    [
      'which platformer would you pick for a beginner?',
      'Celeste if you like a fair challenge with an assist mode, Rayman Legends if you mostly want to laugh together.',
    ],
    [
      'what is the difference between a roguelike and a roguelite?',
      'A roguelike starts from nothing after each death; a roguelite lets you keep some progress between runs.',
    ],
    [
      'how do you beat the swamp boss?',
      'Keep your distance, hit after the triple attack and save a potion for the second phase.',
    ],
    ['who won the world cup in 1998?', 'France did, three to nothing against Brazil in the final near Paris.'],
    [
      'tell me a joke',
      'Why do divers always fall backwards off the boat? Because if they fell forwards they would still be in it!',
    ],
    [
      'is a controller better than mouse and keyboard?',
      'Mouse and keyboard for aiming, a controller for platformers and racing; the best one is what you enjoy.',
    ],
    [
      'how long does Hollow Knight take to finish?',
      'About 27 hours for the story, and easily 60 if you want to find everything.',
    ],
  ],
};

interface Crowd {
  readonly prompts: Prompts;
  readonly language: Language;
  readonly bot: string;
  readonly channel: string;
  readonly seed: number;
  /** Another one in each run: the same questions must not meet the answers of the run before. */
  readonly run: string;
  /** The most messages of a conversation; each viewer has had some of them. */
  readonly history: number;
  /** Every conversation is as long as it may be. */
  readonly full?: boolean;
}

/** The bot's own prompts, with a question that nobody has asked before: the beginning may be cached, as in real life. */
export function createQuestions({ prompts, language, bot, channel, seed, run, history, full = false }: Crowd) {
  const known = talk[language];
  return (number: number): readonly PromptMessage[] => {
    const random = createRandom(seed * 1_000_003 + number);
    const draw = () => pick(known, Math.floor(random() * 1e6));
    const most = Math.floor(history / 2);
    const length = full ? most : Math.floor(random() * (most + 1));
    const past: Exchange[] = Array.from({ length }, () => {
      const [question, answer] = draw();
      return { question, answer };
    });
    const question = `${draw()[0]} (${run}-${number})`;
    return buildPrompt({ prompts, kind: 'ask', bot, channel, history: past, question });
  };
}
