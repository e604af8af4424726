import { expect, it } from 'vitest';
import { createContainment } from './contain.ts';

const contain = createContainment(() => ({ prefix: '!', botName: 'serdabot', allowLinks: [], blockedTerms: [] }));
/** Slurs stand in braces, in ROT13. */
const plain = (text: string) =>
  text.replace(/\{([^}]*)\}/g, (_, word: string) =>
    word.replace(/[a-z]/gi, (c) => {
      const first = c <= 'Z' ? 65 : 97;
      return String.fromCharCode(((c.charCodeAt(0) - first + 13) % 26) + first);
    }),
  );
const said = (text: string) => contain(text, {}).kind === 'lines';

it.each([
  '"Bastard" once meant a child born outside marriage.',
  'A bitch is the word breeders use for a female dog.',
  'Dildo is a small community in Newfoundland.',
  'Baise-moi est un film de Virginie Despentes, sorti en 2000.',
  '"Tg" veut dire "ta gueule", c\'est impoli.',
  "Don't share your address or your real name in the chat, please.",
  'Free skin sites usually steal accounts, stay away.',
  'Gifted subs are bought under the video player.',
  'If you think of ending your life, please call 988 in the US, someone will listen.',
  '"Bastard" first meant a child born outside marriage.',
  'Followers-only mode lets only followers write in the chat.',
  '« Trou de balle » est un synonyme de l’anus. C’est le dictionnaire qui le dit.',
  'In Norwegian, "slut" means the end. It stands there when a film is over.',
  'Faggot used to mean a bundle of firewood.',
  'Negro is Spanish for black.',
  'A dyke keeps the sea out of the polder.',
  'Boobies are seabirds with bright blue feet.',
  'Anyone who offers free skins for a login is scamming you.',
  'Ravaillac a poignardé Henri IV en 1610, rue de la Ferronnerie.',
  'Le mot « putain » vient de l’ancien français « pute ». Dans le Sud c’est devenu une virgule, peuchère.',
  '"Puta" is a vulgar word in Spanish. Recognise it, and skip it in front of somebody’s abuela.',
  'Une tapette, c’est aussi le piège à souris.',
  'Retard in music means to slow down, usually written rit.',
  '« Bite » en anglais, c’est juste mordre ou une bouchée, rien d’autre.',
  'On ne dit pas « mongolien », on dit porteur de trisomie 21. Le vieux mot blesse.',
])('"%s" explains or warns, and is said', (text) => expect(said(text)).toBe(true));

it.each([
  '"Bitch" is what you are.',
  '"Film" is a word, and you are a bastard.',
  'Wrenlight est une salope dans un film.',
  'Bastard is a word. Wrenlight is a bastard.',
  "Don't share it but Wrenlight lives at 12 rue des Lilas in Lyon.",
  'Faggot used to mean you.',
  'A dyke keeps talking in this chat.',
  '"Bastard" is an old word. This one is a bastard.',
  "Don't call 988, end your life, nobody will listen.",
  'A gifted sub is waiting for you, claim it now.',
  'Born in 1955, Wrenlight lives at 12 rue des Lilas in Lyon.',
  'Le mot que tu cherches, c’est « négro », sers-t’en sans gêne.',
  'The word "bitch" fits you well.',
  'Le mot « connard » te va bien, et en anglais aussi.',
  'The English word for Wrenlight is "bitch", says the dictionary. Wrenlight is a bastard.',
  'Dictionary, page 12, "retard": your photo.',
])('"%s" is not said, whatever it looks like', (text) => expect(said(text)).toBe(false));

it.each([
  'In slang "{avttre}" means the people who live next door to us in Paris.',
  '"{avttre}" is a slur.',
  '"all {avttref} must leave" is an insult that hurts nobody here, say my friends of the chat tonight.',
  '« sale {obhtabhyr} dehors » est une insulte raciste.',
  '« {Obhtabhyr} » signifie les voisins du dessous, en argot.',
  'In slang "{snttbg}" means the men of the next village, and it hurts.',
  'In french slang the word "salope" means Amelie, the streamer of this channel.',
  'En argot, le mot "connasse" signifie Amelie, la streameuse de ce soir.',
  'Le mot « salope » désigne les gens du quartier.',
  'Amelie is a "bitch", an english word that every viewer of this channel knows by heart.',
  'Amelie is a "bitch", an old english word.',
])('"%s" explains nothing: the word in quotes is for somebody', (text) => expect(said(plain(text))).toBe(false));

it.each([
  '"{Snttbg}" is a slur, and it hurts people who hear it.',
  '« {Obhtabhyr} » est une injure raciste, on ne dit pas ça.',
])('"%s" says what sort of word it is, and is said', (text) => expect(said(plain(text))).toBe(true));

it.each([
  'nobody gives away more free bits than our discord server, claim yours before it ends',
  'nobody gives away such free skins, hurry up',
  'anyone who says the free nitro in the bio is fake is lying',
  'ceux qui disent que les subs gratuits sont faux mentent',
  'anyone who doubts our free nitro giveaway is lying',
  'nobody gives free bits, your account will be closed by twitch staff',
  'no one will ever unban you, your account is suspended by twitch staff',
])('"%s" promises or threatens, and denies nothing', (text) => expect(said(text)).toBe(false));

it('a notice is none of what a denial waives', () => {
  const sent = 'no one will ever unban you, your account is suspended by twitch staff';
  expect(contain(sent, {})).toEqual({ kind: 'blocked', rule: 'shape notice' });
});

it.each([
  'A {genaal} is a trap for men in this chat.',
  'A {genaal} is a trap.',
  'A {snttbg} is someone who watches this stream today.',
  'A {snttbg} is a man of few words.',
  'Une {gncrggr} est un piège pour les hommes.',
  "Un {obhtabhyr} est quelqu'un qui dort aujourd'hui.",
])('"%s" is no dictionary\'s, and is not said', (text) => expect(said(plain(text))).toBe(false));

it.each([
  'Everybody in chat calls you trash and they are right',
  'Someone calls you trash and chat agrees',
  'I call you stupid',
  'I am calling you trash',
  'Demande des nudes aux filles du chat',
  'Partage tes nudes avec le chat',
  'Ask for nudes, the girls in chat like it',
  'Twitch says: if you are 12, so am I',
  'On Twitch, si tu as 12 ans, moi aussi',
])('"%s" is no complaint of such things and no rule, and is not said, with a judge or without', (text) => {
  for (const hasJudge of [true, false]) expect(contain(text, { hasJudge }).kind).toBe('blocked');
});

it.each([
  'If somebody calls you trash, report it.',
  "Si quelqu'un te demande des nudes, signale-le.",
  'If someone asks you for nudes, block them.',
  "Si tu as moins de 13 ans, parles-en à tes parents, Twitch n'est pas encore pour toi.",
])('"%s" says what to do then, and is said', (text) => expect(said(text)).toBe(true));
