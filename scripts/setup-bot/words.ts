import type { Language } from '../../src/domain/settings.ts';

/** What the set-up says. Nothing of it is seen in chat. */
export interface Words {
  readonly hello: string;
  readonly channel: string;
  readonly name: string;
  readonly notALogin: (text: string) => string;
  readonly clientId: string;
  readonly pasteClientId: string;
  readonly notAClientId: string;
  readonly looking: string;
  readonly found: (label: string) => string;
  readonly noModelAt: (url: string) => string;
  readonly noFile: (path: string) => string;
  readonly gguf: string;
  readonly noModel: string;
  readonly changes: (file: string) => string;
  readonly unchanged: (file: string) => string;
  readonly write: string;
  readonly yesOrNo: string;
  readonly yes: RegExp;
  readonly notWritten: string;
  readonly written: (file: string, former: string | null) => string;
  readonly clientIdStored: (file: string) => string;
  readonly signedIn: (login: string) => string;
  readonly tokenGiven: string;
  readonly signIn: string;
  readonly notSignedIn: string;
  readonly otherAccount: (login: string, name: string) => string;
  readonly sameAccount: string;
  readonly moderator: (name: string, channel: string) => string;
  readonly startNow: string;
  readonly startWith: (command: string) => string;
  readonly ready: (channel: string, prefix: string) => string;
}

const fr: Words = {
  hello: `Mise en route de SerdaBot : cinq questions, Entrée garde ce qui est entre crochets, Ctrl-C arrête sans rien
changer. Il faut un compte Twitch pour le bot, à part du vôtre.`,
  channel: 'Votre chaîne Twitch',
  name: 'Le compte Twitch du bot',
  notALogin: (text) => `« ${text} » n'est pas un nom de compte Twitch : 1 à 25 lettres sans accent, chiffres ou _.`,
  clientId: `L'ID client dit à Twitch quelle application se connecte. Ce n'est pas un secret. Pour en avoir un, gratuitement :
  1. activez l'authentification à deux facteurs du compte : https://www.twitch.tv/settings/security (la console l'exige) ;
  2. ouvrez https://dev.twitch.tv/console/apps et cliquez « Enregistrer votre application » ;
  3. nom : ce que vous voulez ; URL de redirection OAuth : http://localhost ; catégorie : Chat Bot ; type de client : Public ;
  4. cliquez « Créer », puis « Gérer » : l'« ID client » est en bas de la page.`,
  pasteClientId: "Collez l'ID client ici",
  notAClientId: "Ce n'est pas un ID client : 20 à 40 lettres et chiffres, sans espace.",
  looking: 'Recherche d’un modèle sur cette machine (LM Studio, Ollama, llama.cpp)...',
  found: (label) => `Modèle trouvé : ${label}.`,
  noModelAt: (url) => `Aucun modèle ne répond à ${url}.`,
  noFile: (path) => `Il n'y a pas de fichier ${path}.`,
  gguf: 'llama-server est installé. Le chemin d’un fichier .gguf à utiliser, ou rien',
  noModel: `Aucun modèle trouvé. Le bot fonctionne sans : faits de Wikipédia, commandes, phrases. Pour en avoir un, gratuitement :
  installez LM Studio (https://lmstudio.ai), téléchargez un petit modèle (qwen2.5-3b-instruct par exemple), ouvrez
  l'onglet « Developer » et démarrez le serveur. Puis relancez npm run setup.`,
  changes: (file) => `Ce qui change dans ${file} :`,
  unchanged: (file) => `${file} n'a pas à changer.`,
  write: 'Écrire ces changements ?',
  yesOrNo: '[O/n]',
  yes: /^(o|oui|y|yes)$/i,
  notWritten: "Rien n'a été écrit.",
  written: (file, former) => `${file} est écrit${former ? ` ; l'ancien est gardé dans ${former}` : ''}.`,
  clientIdStored: (file) => `L'ID client est dans ${file}.`,
  signedIn: (login) => `Déjà connecté à Twitch en tant que ${login}.`,
  tokenGiven: 'TWITCH_ACCESS_TOKEN est défini : pas de connexion à faire.',
  signIn: 'Connexion du bot à Twitch :',
  notSignedIn: "Le bot n'est pas connecté à Twitch. Le reste est écrit : npm run login reprend ici.",
  otherAccount: (login, name) =>
    `Vous avez autorisé ${login}, et le bot doit être ${name}. Ouvrez une fenêtre privée, connectez-vous à Twitch avec ${name}, puis relancez npm run setup.`,
  sameAccount: 'Attention : le bot a le même compte que la chaîne. Un compte à part est conseillé.',
  moderator: (name, channel) => `Dans le chat de ${channel}, tapez une fois : /mod ${name}`,
  startNow: 'Démarrer le bot maintenant ?',
  startWith: (command) => `Pour démarrer le bot : ${command}`,
  ready: (channel, prefix) => `Prêt dans #${channel} : tapez ${prefix}ping`,
};

const en: Words = {
  hello: `Setting SerdaBot up: five questions, Enter keeps what is in brackets, Ctrl-C stops and changes nothing.
The bot needs a Twitch account of its own.`,
  channel: 'Your Twitch channel',
  name: "The bot's Twitch account",
  notALogin: (text) => `"${text}" is not a Twitch login: 1 to 25 plain letters, digits or _.`,
  clientId: `The client id tells Twitch which application signs in. It is no secret. To get one, for free:
  1. switch two-factor authentication on for the account: https://www.twitch.tv/settings/security (the console wants it);
  2. open https://dev.twitch.tv/console/apps and click "Register Your Application";
  3. name: any; OAuth redirect URL: http://localhost; category: Chat Bot; client type: Public;
  4. click "Create", then "Manage": the "Client ID" is at the bottom of the page.`,
  pasteClientId: 'Paste the client id here',
  notAClientId: 'That is no client id: 20 to 40 letters and digits, without a space.',
  looking: 'Looking for a model on this machine (LM Studio, Ollama, llama.cpp)...',
  found: (label) => `Found a model: ${label}.`,
  noModelAt: (url) => `No model answers at ${url}.`,
  noFile: (path) => `There is no file ${path}.`,
  gguf: 'llama-server is installed. The path of a .gguf file to use, or nothing',
  noModel: `No model found. The bot works without one: facts from Wikipedia, commands, phrases. To get one, for free:
  install LM Studio (https://lmstudio.ai), download a small model (qwen2.5-3b-instruct, for example), open the
  "Developer" tab and start the server. Then run npm run setup again.`,
  changes: (file) => `What changes in ${file}:`,
  unchanged: (file) => `${file} needs no change.`,
  write: 'Write these changes?',
  yesOrNo: '[Y/n]',
  yes: /^(y|yes|o|oui)$/i,
  notWritten: 'Nothing was written.',
  written: (file, former) => `${file} is written${former ? `; the former one is in ${former}` : ''}.`,
  clientIdStored: (file) => `The client id is in ${file}.`,
  signedIn: (login) => `Signed in to Twitch as ${login} already.`,
  tokenGiven: 'TWITCH_ACCESS_TOKEN is set: no sign-in needed.',
  signIn: 'Signing the bot in to Twitch:',
  notSignedIn: 'The bot is not signed in to Twitch. The rest is written: npm run login goes on from here.',
  otherAccount: (login, name) =>
    `You allowed ${login}, and the bot is to be ${name}. Open a private window, log in to Twitch as ${name}, then run npm run setup again.`,
  sameAccount: 'Careful: the bot has the account of the channel. One of its own is better.',
  moderator: (name, channel) => `In the chat of ${channel}, type once: /mod ${name}`,
  startNow: 'Start the bot now?',
  startWith: (command) => `To start the bot: ${command}`,
  ready: (channel, prefix) => `Ready in #${channel}: type ${prefix}ping`,
};

export const words: Readonly<Record<Language, Words>> = { fr, en };
