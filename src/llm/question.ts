import type { Language } from '../domain/settings.ts';
import { visible } from '../lib/text.ts';

/**
 * Two questions with the same text here are the same question. Case, spaces and the signs at the end are all that may
 * differ: nothing is corrected, sorted or left out, since `on` and `off`, 1 and 2, Hades and Hadès are worlds apart.
 */
export function normalQuestion(question: string): string {
  const text = visible(question.normalize('NFC'))
    .toLowerCase()
    .replace(/[’ʼ]/g, "'")
    .replace(/\s+/g, ' ')
    .replace(/^[¿¡ ]+/, '');
  return withoutEnding(text);
}

const endings = new Set('?.…! ');
const factorial = /(?:[\d)]|(?<!\p{L})\p{L})$/u;
/** A letter before which another may stand, both of two units. */
const enough = 4;

/** `5!` and `n!` are other numbers than 5 and n; `c+`, `c#` and quotes stay as well. */
function withoutEnding(text: string): string {
  let from = text.length;
  while (from > 0 && endings.has(text[from - 1]!)) from--;
  if (text[from] === '!' && factorial.test(text.slice(Math.max(0, from - enough), from))) from++;
  return text.slice(0, from);
}

const words = (text: string) => new Set(text.split(/\s+/).filter(Boolean));

// Somebody: the viewer, the bot, other people in the chat, whoever was spoken of.
const persons = words(`
  je j me m moi mon ma mes mien mienne miens miennes nous notre nos nôtre tu te t toi ton ta tes tien tienne vous votre vos
  il elle ils elles lui leur leurs eux son sa ses sien sienne
  i im ive me my mine myself we us our ours ourselves you u ur your yours yourself he him his she her hers they them their
  theirs it its`);
// Something that was said or shown before, or is to come after it.
const references = words(`
  ça ca cela ceci celui celle ceux celles cet cette ces ci dessus avant après encore aussi autre autres même pareil idem
  précédent précédente suivant suivante continue répète traduis résume reformule explique
  this that these those before after above again also other another same previous next continue repeat translate
  summarize summarise rephrase explain`);
// What is true now and not in an hour, or in this chat and nowhere else.
const moments = words(`
  maintenant aujourd hui hier demain soir matin heure jour semaine météo actuellement actuel actuelle tantôt live stream
  streamer streameur streameuse chat tchat viewer viewers
  now today yesterday tomorrow tonight time day week weather currently current latest streaming`);
// Said again, it is to be answered in another way.
const whims = words(`
  salut bonjour bonsoir coucou merci bravo hello hi hey thanks gg
  blague blagues hasard aléatoire raconte invente imagine écris choisis devine dé dés poème chanson
  joke jokes random roll dice flip tell write imagine invent choose pick guess poem song`);
const onlyIn: Record<Language, ReadonlySet<string>> = { fr: words('on'), en: words('') };

/** Says nothing by itself: with these words alone a question has no subject. */
const empty = words(`
  a à au aux de des du d l le la les un une et ou où mais donc or ni car que qu qui quoi quel quelle quels quelles quand
  comment combien pourquoi est es suis sont était c ce s se y en dans sur pour par avec sans oui non ne n pas plus fait a ont
  an the of to in on at by for with from and or but so not no yes what who whom whose which when where why how much many
  is are was were be do does did has have had`);
const followUp = /^(?:et|mais|ou|donc|alors|sinon|ok|and|but|or|so|then|ok|okay|what about|how about)\b/;
// "c'est quoi X" and "est-ce que" point at nothing.
const setPhrases = /\b(?:qu'est-ce|est-ce|c'est|c'était|qu'il|y a-t-il|il y a)\b/g;

const longest = 200;

/** Whether an answer to it is one for every viewer, today and in an hour. When in doubt it is not. */
export function isForEverybody(question: string, language: Language): boolean {
  const text = normalQuestion(question);
  if (text.length > longest || /[@#]\w|:\/\//.test(text) || followUp.test(text)) return false;
  const said = text.replace(setPhrases, ' ').match(/[\p{L}\p{N}]+/gu) ?? [];
  const isBarred = (word: string) =>
    [persons, references, moments, whims, onlyIn[language]].some((list) => list.has(word));
  const hasSubject = said.length > 1 && said.some((word) => word.length > 1 && !empty.has(word));
  return hasSubject && !said.some(isBarred);
}
