/** States, as they stand alone or behind a name and a colon. @type {ReadonlyMap<string, string>} */
const states = new Map([
  ['answered', 'a répondu'],
  ['configured', 'configuré'],
  ['not tried yet', 'pas encore essayé'],
  ['login refused', 'connexion refusée'],
  ['no token', 'pas de jeton'],
  ['backing off', 'en pause'],
  ['key refused', 'clé refusée'],
  ['no money', 'plus de crédit'],
  ['no answer', 'pas de réponse'],
  ['healthy', 'en forme'],
  ['probing', 'à l’essai'],
  ['disabled', 'coupé'],
  ['failing', 'en échec'],
  ['partly', 'en partie'],
  ['degraded', 'dégradé'],
  ['unreachable', 'injoignable'],
  ['connecting', 'connexion…'],
  ['joined', 'dans le chat'],
  ['serving', 'en service'],
  ['spare', 'en réserve'],
  ['stopped', 'arrêté'],
  ['memory', 'mémoire'],
  ['down', 'à terre'],
  ['off', 'éteint'],
  ['late', 'en retard'],
]);

/**
 * What machines say of themselves, in French: the states and details of rooms, and why the API said no. Each stands with
 * what it becomes; what is none of them, such as a server's own words, stays as it is.
 * @type {readonly (readonly [RegExp, string])[]}
 */
const french = [
  // States and details of rooms.
  [/\bnot in a channel yet\b/g, 'dans aucune chaîne encore'],
  [/\bthe other processes serve every channel\b/g, 'les autres processus servent toutes les chaînes'],
  [
    /\bjoins when Redis answers, as storage\.processes is more than 1\b/g,
    'entre quand Redis répond, car storage.processes dépasse 1',
  ],
  [/^in (#.+)$/, 'dans $1'],
  [/\bno money left: add some, then start the bot again\b/g, 'plus de crédit : ajoutez-en, puis relancez le bot'],
  [/\bit asks for a key: set api_key_env\b/g, 'il demande une clé : renseignez api_key_env'],
  [/\bthe key in (\S+) was refused\b/g, 'la clé de $1 est refusée'],
  [/\b([A-Z][A-Z0-9_]+) is not set\b/g, '$1 n’est pas défini'],
  [/\bno longer configured\b/g, 'plus configuré'],
  [/\bthe probe was not finished\b/g, 'l’essai n’a pas fini'],
  [/\bone call tries it\b/g, 'un appel l’essaie'],
  [/\bthe heartbeat is back\b/g, 'le pouls est revenu'],
  [/\bit lists its models\b/g, 'il liste ses modèles'],
  [/\bquiet for five minutes\b/g, 'calme depuis cinq minutes'],
  [/\bit thinks and says nothing\b/g, 'il réfléchit et ne dit rien'],
  [/\banother process: /g, 'un autre processus : '],
  [/; next try in (\d+(?:\.\d+)?) s\b/g, ' ; nouvel essai dans $1 s'],
  [/\b(first token|gap): nothing for (\d+) ms\b/g, 'rien pendant $2 ms'],
  [/\btotal: no end after (\d+) ms\b/g, 'pas de fin après $1 ms'],
  [/\bonly thoughts for (\d+) ms\b/g, 'que des réflexions pendant $1 ms'],
  [/\bno budget allows it\b/g, 'aucun budget ne le permet'],
  [/\bit is not in use\b/g, 'il n’est pas utilisé'],
  [/\bno time was left to ask\b/g, 'plus le temps de demander'],
  [/\bcancelled by the caller\b/g, 'annulé'],
  [/\ban object that is no answer\b/g, 'un objet qui n’est pas une réponse'],
  [/\bno body\b/g, 'réponse sans contenu'],
  // What happened on the stream.
  [/^a raid with (\d+) viewers$/, 'un raid de $1 personnes'],
  [/^a new subscription$/, 'un nouvel abonnement'],
  [/^a subscription of (\d+) months$/, 'un abonnement de $1 mois'],
  [/^subscriptions given: (\d+)$/, 'abonnements offerts : $1'],
  [/^a cheer of (\d+) bits$/, 'un envoi de $1 bits'],
  // Warnings.
  [/^the budget of the day \((#\S+)\): (\d+) % spent$/, 'budget du jour ($1) : $2 % dépensés'],
  [/^the budget of the channel \((#\S+)\): (\d+) % spent$/, 'budget de la chaîne ($1) : $2 % dépensés'],
  [/^a source fails: /, 'une source échoue : '],
  [/^alerts: nothing reaches "(.+)" any more: /, 'alertes : plus rien n’arrive à « $1 » : '],
  [/^alerts: the ping of alerts\.ping fails: /, 'alertes : le ping de alerts.ping échoue : '],
  [/^memory: (\d+) % of the heap is used; caches give way$/, 'mémoire : $1 % utilisés ; les caches cèdent leur place'],
  [
    /^web: a page (.+) and was disconnected; it reconnects by itself$/,
    'web : une page ne suivait plus ($1) ; elle revient d’elle-même',
  ],
  [/^web\.host (\S+): everyone on the network can .+$/, 'web.host $1 : tout le réseau peut lire l’état du bot'],
  [
    /^endpoint (\S+) has no price: .+$/,
    'le serveur $1 n’a pas de prix : son coût est inconnu, seul budget.tokens le borne',
  ],
  [
    /^Twitch does not honour the token any more: run `npm run login`$/,
    'Twitch n’accepte plus le jeton : lancez « npm run login »',
  ],
  [
    /^(#\S+) did not let the bot in: does the channel exist\? Asked again\.$/,
    '$1 n’a pas laissé entrer le bot : la chaîne existe-t-elle ? Nouvel essai.',
  ],
  [
    /^(\S+): an answer that recites its instructions was held back$/,
    '$1 : une réponse qui récitait ses consignes a été retenue',
  ],
  // Why the API said no.
  [/^The store does not answer: nothing was changed\.$/, 'Le stockage ne répond pas : rien n’a changé.'],
  [/^The store does not answer\.$/, 'Le stockage ne répond pas.'],
  [/^Too many wrong (tokens|tries)( from here)?\. Wait (\d+) s\.$/, 'Trop d’essais ratés. Attendez $3 s.'],
  [/^Too many questions from here\. Wait (\d+) s\.$/, 'Trop de questions d’ici. Attendez $1 s.'],
  [/^Too many tries within a minute\.$/, 'Trop d’essais en une minute.'],
  [/^Only (.+) works here\.$/, 'Seul $1 marche ici.'],
  [/^There is nothing here\..*$/, 'Il n’y a rien ici.'],
  [/^There is no such file\.$/, 'Ce fichier n’existe pas.'],
  [/^There is no such session\.$/, 'Cette session n’existe plus.'],
  [/^There is no such endpoint\.$/, 'Ce serveur n’existe pas.'],
  [/^There is no such command here\.$/, 'Cette commande n’existe pas ici.'],
  [/^commands\.(.+): there is no such command$/, 'la commande « $1 » n’existe pas'],
  [/^No such channel( of yours)? is served here\.$/, 'Cette chaîne n’est pas servie ici.'],
  [/^You may not do this\. .*$/, 'Vous ne pouvez pas faire cela : le streamer ou qui gère le bot, oui.'],
  [/^You may take back your own changes only\.$/, 'Vous ne pouvez annuler que vos propres changements.'],
  [/^That is not for moderators\.$/, 'Ce n’est pas pour la modération.'],
  [/^That was refused just now\.$/, 'C’est refusé pour le moment.'],
  [/^The gate would hold it back: (.+)$/, 'Le filtre le retiendrait : $1'],
  [/^No feature of that name shows anything\.$/, 'Aucune fonction de ce nom n’a d’écran.'],
  [/^Only questions can be tried here: (.+)$/, 'Seules des questions s’essaient ici : $1'],
  [/^A viewer of that role may not use it\.$/, 'Un viewer de ce rôle n’y a pas droit.'],
  [/^This bot has no config\.yaml of its own\.$/, 'Ce bot n’a pas de config.yaml à lui.'],
  [
    /^Nobody of that name was seen lately, .*$/,
    'Personne de ce nom n’a été vu récemment, et Twitch ne dit pas qui c’est. L’identifiant en chiffres marche.',
  ],
  [/^Sign in at \/.*$/, 'Connectez-vous.'],
  [/^An Origin header is needed\.$/, 'Il manque l’en-tête Origin.'],
  [/^Content-Type must be application\/json\.$/, 'Content-Type doit être application/json.'],
  [/^too long$/, 'trop long'],
  [/^No answer within (\d+) seconds\.$/, 'Pas de réponse en $1 secondes.'],
  [/^Something went wrong here; the log says what\.$/, 'Quelque chose a échoué ; le journal dit quoi.'],
  [/^That is not the token\.$/, 'Ce n’est pas le jeton.'],
  [/^The link works on the machine of the bot only\.$/, 'Le lien ne marche que sur la machine du bot.'],
  [/^The link is spent or too old\.$/, 'Le lien a déjà servi, ou il est trop vieux.'],
  [/^The bot has no TWITCH_CLIENT_ID\.$/, 'Le bot n’a pas de TWITCH_CLIENT_ID.'],
  [
    /^This sign-in was not begun in this browser, or too long ago\.$/,
    'Cette connexion n’a pas commencé dans ce navigateur, ou il y a trop longtemps.',
  ],
  [/^Twitch’s answer was not accepted: (.+)\.$/, 'La réponse de Twitch n’est pas acceptée : $1.'],
  [
    /^This account has no channel here, and moderates none\.$/,
    'Ce compte n’a pas de chaîne ici et n’en modère aucune.',
  ],
  [/^Requests from other sites are not accepted\.$/, 'Les requêtes d’autres sites ne sont pas acceptées.'],
  // What config.yaml may say.
  [/\bexpected at most (\d+) entries\b/g, '$1 entrées au plus'],
  [/\bexpected a whole number from (\S+) to (\S+)/g, 'il faut un nombre entier de $1 à $2'],
  [/\bexpected a number from (\S+) to (\S+)/g, 'il faut un nombre de $1 à $2'],
  [/\bexpected a number of seconds (>=|>|<=) (\S+?)( \(a week\))?(?=,|$)/g, 'il faut un nombre de secondes $1 $2'],
  [/\bexpected a number (>=|>|<=) (\S+?)(?=,|$)/g, 'il faut un nombre $1 $2'],
  [/\bexpected one word\b/g, 'il faut un mot'],
  [/\bexpected one line\b/g, 'il faut une ligne'],
  [/\bexpected a Twitch login or a numeric id\b/g, 'il faut un pseudo Twitch ou un identifiant en chiffres'],
  [/\bexpected at least one (role|channel)\b/g, 'il en faut au moins un'],
  [/\bexpected\b/g, 'il faut'],
  [/, got /g, ', pas '],
];

/** @param {string} text */
export function inFrench(text) {
  const said = french.reduce((now, [english, so]) => now.replace(english, so), text);
  const stated = said.replace(/(^|: )([a-z]+(?: [a-z]+){0,2})(?=$|[,;:]| \()/g, (whole, before, word) =>
    states.has(word) ? `${before}${states.get(word)}` : whole,
  );
  // Behind a name, as French has it; not in the words of others.
  return stated === text ? text : stated.replace(/(^|, )([^\s:,;()]{1,80}): /g, '$1$2 : ');
}
