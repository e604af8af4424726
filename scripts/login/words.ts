import type { Language } from '../../src/domain/settings.ts';
import type { Feature } from '../../src/twitch/scopes.ts';

/** What the login says on the terminal. Nothing of it is seen in chat. */
export interface Words {
  readonly noClientId: string;
  readonly asks: string;
  readonly features: Readonly<Record<Feature, string>>;
  /** As the bot, or as the channel's own account. */
  readonly openAddress: (login: string, isBroadcaster: boolean) => string;
  readonly whichChannel: (channels: readonly string[]) => string;
  readonly notTheChannel: (login: string, channel: string) => string;
  readonly typeCode: string;
  readonly waiting: (minutes: number, seconds: number) => string;
  readonly trouble: (detail: string) => string;
  readonly done: (login: string, file: string) => string;
  readonly doneUnknown: (file: string) => string;
  readonly otherLogin: (login: string, name: string) => string;
  readonly missing: (scopes: string) => string;
  readonly denied: string;
  readonly expired: string;
  readonly stopped: string;
  readonly failed: (detail: string) => string;
  readonly unwritable: (file: string, detail: string) => string;
}

const two = (n: number) => String(n).padStart(2, '0');

const fr: Words = {
  noClientId: `TWITCH_CLIENT_ID n'est pas défini : c'est le numéro de l'application au nom de laquelle le bot se connecte.
Pour en avoir un, gratuitement, en deux minutes :
  1. ouvrez https://dev.twitch.tv/console/apps et choisissez « Enregistrer votre application » ;
  2. URL de redirection : http://localhost, catégorie : Chat Bot, type de client : Public ;
  3. copiez l'« ID client », puis lancez npm run setup, qui le demande et l'écrit dans .env.`,
  asks: 'Le bot demande ces droits, et à quoi sert chacun :',
  features: {
    'read chat': 'lire le chat',
    'answer in chat': 'répondre dans le chat',
    'send by Helix': "envoyer par l'API (chat.send_via: helix)",
    'Chat Bot badge': 'porter le badge « bot » à côté de son nom',
    'blocked terms': 'ne jamais dire un terme bloqué par la chaîne',
    followers: 'dire depuis quand on suit la chaîne (!followage)',
    'shout-outs': 'mettre en avant une autre chaîne (!so)',
    'AutoMod status': 'demander son avis à AutoMod (outbox.judge: twitch)',
    'delete lines': 'effacer des messages (moderation)',
    'time out and ban': 'exclure un moment ou bannir (moderation)',
    'warn viewers': 'avertir un viewer (moderation)',
    clips: 'faire un clip (!clip)',
    'change the stream': 'changer le titre et la catégorie (!title, !category)',
    'channel points': 'réagir aux points de chaîne (reactions.redemption)',
    ads: 'réagir aux publicités (reactions.ad)',
    'hype trains': 'réagir aux trains de la hype (reactions.hype_train)',
    subscriptions: 'entendre parler des abonnements',
    bits: 'entendre parler des bits',
  },
  openAddress: (login, isBroadcaster) =>
    `Connectez-vous à Twitch avec le compte ${isBroadcaster ? 'de la chaîne' : 'du bot'} (${login}), puis ouvrez :`,
  whichChannel: (channels) =>
    `De quelle chaîne ? Une de bot.channels : ${channels.join(', ')}. Par exemple : npm run login broadcaster ${channels[0]}`,
  notTheChannel: (login, channel) =>
    `Ce compte est ${login}, il faut celui de la chaîne, ${channel}. Rien n'a changé ; une fenêtre privée du navigateur aide.`,
  typeCode: 'Le code à confirmer :',
  waiting: (minutes, seconds) =>
    `En attente de votre accord... encore ${minutes}:${two(seconds)} (Ctrl-C pour arrêter)`,
  trouble: (detail) => `Twitch ne répond pas (${detail}), nouvel essai...`,
  done: (login, file) => `Connecté en tant que ${login}. Le jeton est dans ${file}, lisible par vous seul.`,
  doneUnknown: (file) =>
    `Le jeton est dans ${file}, mais Twitch n'a pas dit à qui il est : relancez npm run login si le bot ne se connecte pas.`,
  otherLogin: (login, name) =>
    `Attention : ce compte est ${login}, mais bot.name est ${name}. Changez bot.name, ou recommencez avec le compte ${name}.`,
  missing: (scopes) => `Attention : Twitch n'a pas accordé ${scopes}.`,
  denied: "L'accès a été refusé, ou le code a déjà servi. Rien n'a changé ; npm run login recommence.",
  expired: "Le code a expiré avant d'être confirmé. Rien n'a changé ; npm run login en donne un autre.",
  stopped: "Arrêté. Rien n'a changé.",
  failed: (detail) =>
    `La connexion a échoué : ${detail}. Vérifiez le réseau et TWITCH_CLIENT_ID (client de type Public).`,
  unwritable: (file, detail) => `Le jeton n'a pas pu être écrit dans ${file} : ${detail}. Rien n'a changé.`,
};

const en: Words = {
  noClientId: `TWITCH_CLIENT_ID is not set: it names the application on whose behalf the bot logs in.
To get one, for free, in two minutes:
  1. open https://dev.twitch.tv/console/apps and choose "Register Your Application";
  2. OAuth redirect URL: http://localhost, category: Chat Bot, client type: Public;
  3. copy the "Client ID", then run npm run setup, which asks for it and writes it into .env.`,
  asks: 'The bot asks for these permissions, each for a reason:',
  features: {
    'read chat': 'to read chat',
    'answer in chat': 'to answer in chat',
    'send by Helix': 'to send through the API (chat.send_via: helix)',
    'Chat Bot badge': 'to show the bot badge beside its name',
    'blocked terms': 'never to say a term that the channel blocks',
    followers: 'to say since when somebody follows the channel (!followage)',
    'shout-outs': 'to shout another channel out (!so)',
    'AutoMod status': 'to ask AutoMod what it thinks (outbox.judge: twitch)',
    'delete lines': 'to delete messages (moderation)',
    'time out and ban': 'to time out and ban (moderation)',
    'warn viewers': 'to warn a viewer (moderation)',
    clips: 'to make a clip (!clip)',
    'change the stream': 'to change the title and the category (!title, !category)',
    'channel points': 'to react to channel points (reactions.redemption)',
    ads: 'to react to ads (reactions.ad)',
    'hype trains': 'to react to hype trains (reactions.hype_train)',
    subscriptions: 'to hear of subscriptions',
    bits: 'to hear of bits',
  },
  openAddress: (login, isBroadcaster) =>
    `Log in to Twitch as ${isBroadcaster ? "the channel's own" : "the bot's"} account (${login}), then open:`,
  whichChannel: (channels) =>
    `Which channel? One of bot.channels: ${channels.join(', ')}. For example: npm run login broadcaster ${channels[0]}`,
  notTheChannel: (login, channel) =>
    `This account is ${login}, and not the channel's, ${channel}. Nothing changed; a private browser window helps.`,
  typeCode: 'The code to confirm:',
  waiting: (minutes, seconds) => `Waiting for your consent... ${minutes}:${two(seconds)} left (Ctrl-C to stop)`,
  trouble: (detail) => `Twitch does not answer (${detail}), trying again...`,
  done: (login, file) => `Logged in as ${login}. The token is in ${file}, readable by you alone.`,
  doneUnknown: (file) =>
    `The token is in ${file}, but Twitch did not say whose it is: run npm run login again if the bot does not connect.`,
  otherLogin: (login, name) =>
    `Careful: this account is ${login}, and bot.name is ${name}. Change bot.name, or run this again as ${name}.`,
  missing: (scopes) => `Careful: Twitch did not grant ${scopes}.`,
  denied: 'Access was denied, or the code had been used. Nothing changed; npm run login starts again.',
  expired: 'The code expired before it was confirmed. Nothing changed; npm run login gives another.',
  stopped: 'Stopped. Nothing changed.',
  failed: (detail) =>
    `The login failed: ${detail}. Check the network and TWITCH_CLIENT_ID (a client of the type Public).`,
  unwritable: (file, detail) => `The token could not be written to ${file}: ${detail}. Nothing changed.`,
};

export const words: Readonly<Record<Language, Words>> = { fr, en };
