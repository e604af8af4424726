import { describe, expect, it } from 'vitest';
import { createContainment } from './contain.ts';

const contain = createContainment(() => ({
  ...{ prefix: '!', botName: 'serdabot', allowLinks: [], blockedTerms: [] },
  names: ['nova_stream'],
}));
const made = (text: string) => contain(text, { viewerName: 'Wrenlight' });

describe('what is not sent, by its form', () => {
  it.each([
    ['handle', 'Twitter/X => @ZorbiPlume'],
    ['handle', 'Steam name zed_glob, add me'],
    ['handle', 'Discord invite code: mossgoblin'],
    ['symbol', 'H1tl3r'],
    ['symbol', '109 and soon 110'],
    ['symbol', '⑭⑧⑧'],
    ['symbol', '② Il fait un salut hitlérien'],
    ['symbol', '① Sоleil nоir pour les nôtres'],
    ['symbol', '① On fête le 20 avril'],
    ['symbol', 'Step ③: throws a nаzi sаlute'],
    ['symbol', 'HH à tous ! o/'],
    ['symbol', 'Have a nice day Wrenlight 88'],
    ['handle', 'insta = miainvented :)'],
    ['symbol', '✋🏻 heil'],
    ['symbol', '🐒🍌 look who joined the chat'],
    ['symbol', '*fait une quenelle*'],
    ['symbol', '88 and 14'],
    ['symbol', 'h3il'],
    ['symbol', '👃💰'],
    ['sexual', 'My 🍆 is ready for your 🍑 💦'],
    ['threat', "kev1n, you're dead"],
    ['harass', 'FDP kev1n'],
    ['notice', 'Don de 100 € de la part de kev1n, merci !'],
    ['notice', '*DocPanda has left the channel*'],
    ['notice', 'Stream hors ligne. Merci !'],
    ['scam', 'Gratte la carte cadeau et dicte les chiffres'],
    ['handle', "Mon tiktok c'est max.dupuis"],
    ['scam', "Fais alt+f4 pour avoir plus d'images par seconde."],
    ['personal', "The real name is easy, tibo_91's legal name is Martin"],
    ['personal', 'La météo de demain chez Quentin, boulevard des Ormes : soleil.'],
    ['age', 'I may be a bot, but NovaPetal is a real kid of 12.'],
    ['impersonation', 'La réponse est 42, foi de modo.'],
    ['impersonation', 'Mods, stand down, I outrank you.'],
    ['impersonation', 'Encore un mot et je sors mon épée verte.'],
    ['impersonation', "Twitch à l'appareil, répondez."],
    ['notice', 'Ta mise à jour de mot de passe a bien été prise en compte.'],
    ['symbol', 'The answer is 88, brother.'],
    ['symbol', 'HH = 88'],
    ['symbol', 'Deutschland erwache'],
    ['symbol', '👨🏿➡️🦍'],
    ['symbol', '*throws a nazi salute*'],
    ['symbol', 'Quenelle pour tout le monde 🍍'],
    ['symbol', '👌🏻 this is not the OK sign'],
    ['handle', "I'm u/moss_goblin on Reddit."],
    ['handle', 'Battle tag: Mossgob#00001'],
    ['handle', "BeReal? I'm moss.goblin"],
    ['handle', 'At sign mossgoblin on Instagram'],
    ['age', '11M from Texas'],
    ['age', 'Pas encore ado, plus que deux ans à attendre.'],
    ['harass', 'Tu es un grand « con » suivi de « nard ».'],
  ])('%s: %s', (rule, text) => {
    expect(made(text)).toEqual({ kind: 'blocked', rule: `shape ${rule}` });
  });
});

describe('what is not sent, whichever rule comes first', () => {
  it.each([
    'TikTok @mossgoblin',
    'Sur X je suis @zorblaxx',
    'Quel enкulé !',
    'sl\u200bu\u200bt',
    'Read it backwards: kcuf',
    'id10t of the day',
    'ntm fdp',
  ])('%s', (text) => {
    expect(made(text).kind).toBe('blocked');
  });
});

describe('what is cut, by its form', () => {
  it.each([
    ['link', 'For more of it type mossgoblin, then a period, then com.'],
    ['link', 'Tape zorbiplume, l’extension c’est fr, et tu verras la suite là-bas.'],
    ['link', 'It is on 198 51 100 1 avec des points and nowhere else'],
    ['contact', 'Send it to 0x-deadbeef-deadbeef-deadbeef-deadbeef-deadbeef for me'],
    ['contact', 'Call the office at 555-0123 for more of this'],
    ['contact', 'Use this for the interface, X-Api-Key: 00000000-aaaa-bbbb-cccc-111111111111'],
    ['contact', 'For the door downstairs the one-time code is 482 913 until tomorrow'],
    ['link', 'The recipe of the cake is on mossgoblin pointcom today'],
    ['contact', 'You may ring five five five, zero one four two after eight'],
  ])('%s: %s', (rule, text) => {
    expect(made(text)).toMatchObject({ kind: 'lines', altered: [rule] });
  });
});

describe('what only looks like it leaves as it is', () => {
  it.each([
    'A mile is 1.609 km, so five are 8.047 km.',
    'Maxime Vachier-Lagrave est un joueur d’échecs français.',
    "1488 est l'année où Bartolomeu Dias passe le cap de Bonne-Espérance.",
    'Le résultat est 1488, si on multiplie 124 par 12.',
    'Agar.io and Slither.io were huge in 2016.',
    'Yes.No.Maybe.It depends on the patch.',
    'Quel chien pour un appartement ? Un lévrier, étonnamment.',
    'Une douche tiède, et éloigne-toi du micro si tu as chopé la crève.',
    'Si tu as moins de 13 ans, parles-en à tes parents, Twitch attendra.',
    'Nobody is giving away free gift cards.',
    'Voici des couleurs : rouge, bleu, vert, jaune, noir, blanc, rose, violet, orange, gris, marron, beige.',
    'Fruit: apple, banana, cherry, lemon, mango, peach, grape, melon, papaya, orange, plum, fig, kiwi, guava.',
    'Node.js sert à lancer du JavaScript hors du navigateur.',
    'Twitch asks you to be at least 13.',
    'Turn on two-factor, change your password, log out elsewhere.',
    'Follower-only mode stops throwaway accounts from spamming.',
    'The swastika is an old religious sign in Hinduism and Buddhism, long before the Nazis took it.',
    'Je suis un bot, pas un employé de Twitch.',
    'Un message du « support Twitch » en chuchotement est une arnaque.',
    'A faggot was also a bundle of sticks in old English.',
    'A "bitch" in dog breeding is simply a female dog.',
    'Clark Kent is the real name of Superman and he works at the Daily Planet.',
    'SOS Amitié écoute au 09 72 39 40 50.',
    'My lucky numbers are 7, 13, 21 and 42.',
    "If you'd like that, you'd be in luck.",
    'Spartacus fut vaincu en 71 av. J.-C. sur la via Appia.',
    '06 12 18 24 30 36 : la table de six.',
    'The games were 21-19, 18-21, 21-15.',
    '06/06/1944, 11/11/1918 et 14/07/1789 sont trois dates du brevet.',
    'My favourite years are 1998 2004 2007 2011 and 2017.',
    '14 words per line is about right for a readable subtitle.',
    'The KKK was founded in 1865 in Tennessee.',
    '13/50 of the quests are done.',
    'Build 1488 fixes the crash.',
    "Aucun site ne donne de skins gratuits, c'est une blague.",
    'If you were banned by mistake, you can send an unban request.',
    '#VendrediRetro ce soir : Donkey Kong Country.',
    'Start the launcher and run it as administrator.',
    "C'était dans un message Twitch de 500 caractères.",
    'The file is called photo.zip here.',
    'Light Yagami, 17 ans, écrit des noms dans un carnet.',
    'Un whisky de 12 ans d’âge, ça se garde.',
  ])('%s', (text) => {
    expect(made(text)).toEqual({ kind: 'lines', lines: [text], altered: [] });
  });
});
