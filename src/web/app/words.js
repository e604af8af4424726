import { signal } from '@preact/signals';
import { inFrench } from './told.js';

/** Each in French, then in English. */
const dictionary = {
  'nav.live': ['En direct', 'Live'],
  'nav.models': ['Modèles', 'Models'],
  'nav.answers': ['Réponses', 'Answers'],
  'title.answers': ['Réponses', 'Answers'],
  'only.broadcaster': ['Réservé au streamer.', 'Only for the broadcaster.'],
  'title.live': ['En direct', 'Live'],
  'title.models': ['File et modèles', 'Queue and models'],
  'title.spend': ['Dépenses', 'Spend'],
  'title.settings': ['Réglages', 'Settings'],
  'title.privacy': ['Vie privée', 'Privacy'],
  'nav.spend': ['Dépenses', 'Spend'],
  'nav.settings': ['Réglages', 'Settings'],
  'nav.privacy': ['Vie privée', 'Privacy'],
  'nav.chat': ['Chat', 'Chat'],
  'nav.main': ['Écrans', 'Screens'],
  'nav.skip': ['Aller au contenu', 'Skip to content'],
  'nav.more': ['Plus', 'More'],
  channel: ['Chaîne', 'Channel'],
  signedin: ['Connecté : {name}', 'Signed in: {name}'],
  signout: ['Se déconnecter', 'Sign out'],
  theme: ['Thème', 'Theme'],
  'theme.auto': ['Auto', 'Auto'],
  'theme.dark': ['Sombre', 'Dark'],
  'theme.light': ['Clair', 'Light'],
  language: ['Langue', 'Language'],
  names: ['Cacher les noms', 'Hide names'],
  offline: ['Le bot ne répond pas. Nouvel essai…', 'The bot does not answer. Trying again…'],
  loading: ['Un instant…', 'One moment…'],
  save: ['Enregistrer', 'Save'],
  cancel: ['Annuler', 'Cancel'],
  close: ['Fermer', 'Close'],
  undo: ['Revenir en arrière', 'Undo'],
  add: ['Ajouter', 'Add'],
  edit: ['Modifier', 'Edit'],
  delete: ['Supprimer', 'Delete'],
  name: ['Nom', 'Name'],
  text: ['Texte', 'Text'],
  nothing: ['Rien pour le moment.', 'Nothing yet.'],
  'health.ready': ['Tout va bien', 'All is well'],
  'health.ready.in': ['Le bot est dans {channels} et répond.', 'The bot is in {channels} and answers.'],
  'health.paused': ['En pause dans {channels}', 'Paused in {channels}'],
  'health.paused.why': [
    'Il se tait et n’oublie rien. Mis en pause par {by}.',
    'It keeps quiet and forgets nothing. Paused by {by}.',
  ],
  'health.degraded': ['Le bot répond, mais quelque chose cloche', 'The bot answers, but something is off'],
  'health.unready': ['Le bot ne répond à personne', 'The bot answers nobody'],
  'health.chat': [
    'Il n’est pas dans le chat de Twitch. S’il n’y revient pas seul en une minute, relancez « npm run login ».',
    'It is not in Twitch’s chat. If it is not back by itself within a minute, run "npm run login" again.',
  ],
  'health.llm': [
    'Aucun modèle ne répond bien : il répond par ses sources ou par une phrase. Voyez « File et modèles ».',
    'No model answers well: it answers from its sources, or with a phrase. See "Queue and models".',
  ],
  'health.storage': [
    'Le stockage ne répond pas : ce qui change maintenant peut être perdu. Vérifiez le disque ou Redis.',
    'The store does not answer: what changes now may be lost. Check the disk or Redis.',
  ],
  'health.knowledge': [
    'Une source (Wikipédia ou IGDB) est injoignable : les réponses viennent des modèles.',
    'A source (Wikipedia or IGDB) is out of reach: answers come from the models.',
  ],
  'health.other': ['Voyez le détail ci-dessous.', 'See the detail below.'],
  pause: ['Mettre en pause', 'Pause'],
  resume: ['Reprendre', 'Resume'],
  'pause.done': ['Le bot se tait dans {channel}.', 'The bot is silent in {channel}.'],
  'resume.done': ['Le bot répond à nouveau dans {channel}.', 'The bot answers again in {channel}.'],
  feed: ['Ce qui se passe', 'What happens'],
  'feed.empty': [
    'Rien ne s’est encore passé. La prochaine commande du chat apparaîtra ici.',
    'Nothing has happened yet. The next command in chat shows up here.',
  ],
  'feed.none': ['Rien de tel dans ce que le fil a retenu.', 'The feed has nothing like that.'],
  'feed.all': ['Tout', 'All'],
  'feed.command': ['Commandes', 'Commands'],
  'feed.trouble': ['Sans réponse', 'Unanswered'],
  'feed.announcement': ['Annonces', 'Announcements'],
  'feed.event': ['Événements', 'Events'],
  'feed.moderation': ['Modération', 'Moderation'],
  'feed.filter': ['Filtrer', 'Filter'],
  'feed.search': ['Viewer, commande ou mot', 'Viewer, command or word'],
  'feed.new': ['{n} de plus : revenir au direct', '{n} more: back to live'],
  'feed.paused': ['En pause pendant que vous lisez', 'Paused while you read'],
  'feed.words': [
    'Les mots des viewers s’effacent ici après {n} min et ne sont écrits nulle part.',
    'Viewers’ words vanish from here after {n} min and are written nowhere.',
  ],
  'feed.nowords': [
    'Les mots des viewers ne sont pas montrés (web.words: 0).',
    'Viewers’ words are not shown (web.words: 0).',
  ],
  'feed.actions': ['Actions', 'Actions'],
  'ending.answered': ['répondu', 'answered'],
  'ending.said': ['dit', 'said'],
  'ending.refused': ['refusé', 'refused'],
  'ending.failed': ['échoué', 'failed'],
  'ending.ignored': ['ignoré', 'ignored'],
  'ending.lost': ['perdu', 'lost'],
  'act.why': ['Pourquoi ?', 'Why?'],
  'act.reset': ['Lever ses limites', 'Reset limits'],
  'act.ignore': ['Ignorer ce compte', 'Ignore account'],
  'act.unignore': ['Ne plus ignorer', 'Stop ignoring'],
  'act.undo': ['Annuler son dernier changement', 'Undo their last change'],
  'act.teach': ['Apprendre un fait', 'Teach a fact'],
  'teach.about': [
    'Le bot donnera ce fait mot pour mot quand on le demande.',
    'The bot gives this fact word for word when asked.',
  ],
  'teach.subject': ['Sujet', 'Subject'],
  'teach.fact': ['Ce qui est vrai', 'What is true'],
  'by.level': ['commande réservée', 'not everybody’s command'],
  'by.in_flight': ['question déjà en cours', 'one already under way'],
  'by.cooldown': ['délai du viewer', 'viewer’s cooldown'],
  'by.hourly': ['quota de l’heure', 'hourly quota'],
  'by.channel': ['délai de la chaîne', 'channel’s cooldown'],
  'by.send': ['limite d’envoi Twitch', 'Twitch’s send limit'],
  'by.slot': ['file pleine', 'queue full'],
  'by.newcomers': ['trop de nouveaux', 'too many newcomers'],
  'by.held_back': ['retenu par le filtre', 'held back by the filter'],
  'by.stopping': ['le bot s’arrêtait', 'the bot was stopping'],
  'by.paused': ['bot en pause', 'bot paused'],
  'by.no_endpoint': ['aucun modèle', 'no model'],
  'by.deadline': ['trop tard', 'too late'],
  'by.upstream': ['le modèle a échoué', 'the model failed'],
  'by.filtered': ['filtré par le modèle', 'filtered by the model'],
  'by.budget': ['budget épuisé', 'budget spent'],
  'by.cancelled': ['annulé', 'cancelled'],
  'by.unknown': ['rien trouvé', 'nothing found'],
  'by.unreachable': ['source injoignable', 'source unreachable'],
  'by.bug': ['un bug', 'a bug'],
  'by.joined': ['entré dans le chat', 'joined the chat'],
  'by.left': ['sorti du chat', 'left the chat'],
  'by.raid': ['raid', 'raid'],
  'by.sub': ['abonnement', 'subscription'],
  'by.resub': ['abonnement', 'subscription'],
  'by.gift': ['cadeau', 'gift'],
  'by.cheer': ['bits', 'bits'],
  'by.warning': ['avertissement', 'warning'],
  'by.settings applied': ['réglages appliqués', 'settings applied'],
  'by.settings rejected': ['réglages refusés', 'settings rejected'],
  'source.cache': ['cache', 'cache'],
  'source.wikipedia': ['Wikipédia', 'Wikipedia'],
  'source.wikidata': ['Wikidata', 'Wikidata'],
  'source.igdb': ['IGDB', 'IGDB'],
  'source.openmeteo': ['Open-Meteo', 'Open-Meteo'],
  'source.frankfurter': ['BCE', 'ECB'],
  'source.template': ['texte de la chaîne', 'channel’s text'],
  'source.phrase': ['phrase', 'phrase'],
  'source.bot': ['bot', 'bot'],
  'source.channel': ['appris', 'taught'],
  'rule.age': ['un âge de mineur', 'a minor’s age'],
  'rule.personal': ['données personnelles', 'personal data'],
  'rule.handle': ['un compte ailleurs', 'an account elsewhere'],
  'rule.scam': ['arnaque', 'scam'],
  'rule.notice': ['faux avis de Twitch', 'false notice of Twitch'],
  'rule.threat': ['menace', 'threat'],
  'rule.slur': ['insulte haineuse', 'slur'],
  'rule.selfharm': ['automutilation', 'self-harm'],
  'rule.sexual': ['contenu sexuel', 'sexual'],
  'rule.harass': ['harcèlement', 'harassment'],
  'rule.minor': ['sexualisation de mineurs', 'sexualised minors'],
  'rule.profane': ['grossièreté', 'profanity'],
  'rule.nazi': ['apologie du nazisme', 'nazism'],
  'rule.channel term': ['terme bloqué de la chaîne', 'blocked term of the channel'],
  'rule.empty': ['il ne restait rien', 'nothing was left'],
  'rule.link': ['lien', 'link'],
  'rule.mention': ['mention', 'mention'],
  'rule.contact': ['coordonnées', 'contact'],
  'rule.flood': ['répétitions', 'flood'],
  'rule.impersonation': ['se fait passer pour quelqu’un', 'poses as somebody'],
  'rule.unsettled': ['texte trop tordu', 'text too twisted'],
  queue: ['File des modèles', 'Model queue'],
  'queue.slots': ['{used} sur {cap} appels en cours', '{used} of {cap} calls running'],
  'queue.empty': ['Personne n’attend.', 'Nobody waits.'],
  'queue.waiting': ['{n} en attente', '{n} waiting'],
  'queue.since': ['depuis {s} s', 'for {s} s'],
  budget: ['Budget du jour', 'Today’s budget'],
  'budget.none': ['sans limite', 'no limit'],
  'budget.of': ['sur {budget}', 'of {budget}'],
  'budget.hidden': ['Seul le streamer voit les dépenses.', 'Only the broadcaster sees what is spent.'],
  priorities: ['Qui passe en premier', 'Who goes first'],
  'priorities.about': [
    'Secondes d’avance dans la file. 12 pour le streamer : il passe devant toute personne arrivée moins de 12 s avant lui.',
    'Seconds of head start in the queue. 12 for the broadcaster: ahead of anybody who came less than 12 s earlier.',
  ],
  'priorities.role': ['Par rôle', 'By role'],
  'priorities.command': ['Par commande', 'By command'],
  'priorities.command.about': ['S’ajoute à celle du rôle.', 'Added to that of the role.'],
  'priorities.changed': ['changé ici', 'changed here'],
  'priorities.reset': ['Comme dans config.yaml', 'As in config.yaml'],
  'priorities.saved': ['La file suit le nouvel ordre.', 'The queue follows the new order.'],
  'role.broadcaster': ['Streamer', 'Broadcaster'],
  'role.moderator': ['Modération', 'Moderator'],
  'role.vip': ['VIP', 'VIP'],
  'role.subscriber': ['Abonné', 'Subscriber'],
  'role.viewer': ['Viewer', 'Viewer'],
  'role.background': ['En arrière-plan', 'Background'],
  'role.operator': ['Gérant du bot', 'Operator'],
  endpoints: ['Serveurs de modèles', 'Model servers'],
  try: ['Essayer', 'Try it'],
  'try.done': ['{name} répond en {s} : « {text} »', '{name} answers in {s}: “{text}”'],
  'try.failed': ['{name} ne répond pas : {why}', '{name} does not answer: {why}'],
  'endpoints.none': [
    'Aucun serveur dans config.yaml : le bot répond par ses sources.',
    'No server in config.yaml: the bot answers from its sources.',
  ],
  'state.healthy': ['en forme', 'healthy'],
  'state.backing off': ['en pause', 'backing off'],
  'state.probing': ['à l’essai', 'probing'],
  'state.disabled': ['coupé', 'disabled'],
  'state.not tried yet': ['pas encore essayé', 'not tried yet'],
  'state.failing': ['des échecs', 'failing'],
  'state.off': ['coupé : sa clé manque', 'off: its key is missing'],
  'state.no money': ['coupé : plus de crédit', 'off: no credit left'],
  'state.key refused': ['coupé : clé refusée', 'off: key refused'],
  parts: ['État des parties', 'State of each part'],
  'part.chat': ['Chat', 'Chat'],
  'part.llm': ['Modèles', 'Models'],
  'part.storage': ['Stockage', 'Storage'],
  'part.knowledge': ['Sources', 'Sources'],
  'part.limits': ['Limites', 'Limits'],
  'part.alerts': ['Alertes', 'Alerts'],
  'spend.today': ['Aujourd’hui', 'Today'],
  'spend.month': ['Ce mois-ci', 'This month'],
  'spend.forecast': ['À ce rythme, fin du mois', 'At this rate, by month’s end'],
  'spend.days': ['Période', 'Period'],
  'spend.lastDays': ['{n} jours', '{n} days'],
  'spend.csv': ['CSV', 'CSV'],
  'spend.chart': ['Dépenses par jour, en centimes', 'Spend by day, in cents'],
  'spend.by': ['Par serveur et modèle', 'By server and model'],
  'spend.commands': ['Par commande', 'By command'],
  'spend.command': ['Commande', 'Command'],
  'spend.bot': ['le bot lui-même (résumés, contrôles)', 'the bot itself (summaries, checks)'],
  'spend.viewers': ['Par viewer', 'By viewer'],
  'spend.viewer': ['Viewer', 'Viewer'],
  'spend.viewers.about': [
    'Pour qui les modèles ont travaillé. Qui s’est retiré avec !forgetme n’y est pas. Pensez-y si votre écran est à l’antenne.',
    'For whom models worked. Whoever left with !forgetme is not in it. Mind whether your screen is on air.',
  ],
  'spend.viewers.show': ['Montrer les viewers', 'Show viewers'],
  'spend.dashboard': ['vos essais sur cette page', 'your own tries on this page'],
  'spend.endpoint': ['Serveur', 'Server'],
  'spend.model': ['Modèle', 'Model'],
  'spend.calls': ['Appels', 'Calls'],
  'spend.tokens': ['Jetons', 'Tokens'],
  'spend.cents': ['Centimes', 'Cents'],
  'spend.day': ['Jour', 'Day'],
  'spend.figures': ['Les chiffres', 'The figures'],
  'spend.unknown': ['prix inconnu', 'price unknown'],
  'settings.about': [
    'Ce que vous changez ici est écrit dans config.yaml. Les commentaires et l’ordre du fichier restent.',
    'What you change here is written to config.yaml. The file’s comments and order stay.',
  ],
  'settings.review': ['Voir ce qui change', 'Review the change'],
  'settings.diff': ['Ce qui change dans config.yaml', 'What changes in config.yaml'],
  'settings.saved': ['C’est écrit, et suivi dans la seconde.', 'Written, and in effect within a second.'],
  'settings.undone': ['C’est remis comme avant.', 'Put back as it was.'],
  'settings.restart': ['Compte après un redémarrage : {keys}', 'Counts after a restart: {keys}'],
  'settings.none': ['sans limite', 'no limit'],
  'settings.list': ['Un par ligne', 'One a line'],
  'settings.unchanged': ['Rien n’a changé.', 'Nothing was changed.'],
  'settings.operator': ['Réservé à qui gère le bot.', 'Only for whoever runs the bot.'],
  'sessions.title': ['Qui est connecté', 'Who is signed in'],
  'sessions.this': ['cette session', 'this session'],
  'sessions.seen': ['vu {when}', 'seen {when}'],
  'sessions.end': ['Déconnecter', 'Sign out'],
  'sessions.ended': ['Cette session est finie.', 'That session has ended.'],
  'privacy.about': [
    'Le bot retient le moins possible. Les conversations des viewers ne sont montrées nulle part.',
    'The bot stores as little as it can. Viewers’ conversations are shown nowhere.',
  ],
  'privacy.stored': ['Ce qui est gardé', 'What is stored'],
  'privacy.stored.1': [
    'Limites : quand un viewer a posé ses dernières questions, une heure.',
    'Limits: when a viewer last asked, for an hour.',
  ],
  'privacy.stored.2': [
    'Conversations : les derniers échanges, quelques heures, pour que le bot suive.',
    'Conversations: the last exchanges, a few hours, so that the bot can follow.',
  ],
  'privacy.stored.3': [
    'Dépenses par viewer, quelques jours, pour tenir le budget.',
    'Spend by viewer, a few days, to hold the budget.',
  ],
  'privacy.stored.4': ['Ce fil, en mémoire seulement.', 'This feed, in memory only.'],
  'privacy.viewer': ['Pseudo ou identifiant', 'Login or id'],
  'privacy.erase': ['Tout effacer', 'Erase everything'],
  'privacy.erase.title': ['Effacer un viewer', 'Erase a viewer'],
  'privacy.erase.about': [
    'Comme !forgetme : tout disparaît, sauvegardes comprises, et plus rien n’est gardé ensuite.',
    'Like !forgetme: everything goes, backups included, and nothing is stored afterwards.',
  ],
  'privacy.erase.sure': [
    'Effacer {viewer} partout ? Cela ne se défait pas.',
    'Erase {viewer} everywhere? This cannot be undone.',
  ],
  'privacy.erased': ['{viewer} est effacé.', '{viewer} is erased.'],
  'privacy.export': ['Exporter', 'Export'],
  'privacy.export.title': ['Exporter un viewer', 'Export a viewer'],
  'privacy.export.about': [
    'Tout ce qui est gardé sur cette personne, en JSON.',
    'All that is stored about that person, as JSON.',
  ],
  'privacy.audit': ['Journal', 'Audit'],
  'privacy.audit.about': [
    'Sans noms : seule une empreinte désigne la personne.',
    'Without names: only a fingerprint stands for the person.',
  ],
  'audit.opted out': ['retrait', 'opted out'],
  'audit.erased': ['effacement', 'erased'],
  'audit.opted in': ['retour', 'came back'],
  'audit.forgot a conversation': ['conversation oubliée', 'forgot a conversation'],
  'audit.exported': ['export', 'exported'],
  'edits.title': ['Qui a changé quoi', 'Who changed what'],
  'edits.added': ['ajouté', 'added'],
  'edits.changed': ['changé', 'changed'],
  'edits.deleted': ['supprimé', 'deleted'],
  'edits.undone': ['annulé depuis', 'taken back since'],
  'sure.delete': ['Supprimer {name} ?', 'Delete {name}?'],
};

/** @typedef {keyof typeof dictionary} Key */

const stored = localStorage.getItem('language');
/** @type {import('@preact/signals').Signal<'fr' | 'en'>} */
export const language = signal(
  stored === 'fr' || stored === 'en' ? stored : navigator.language.startsWith('fr') ? 'fr' : 'en',
);

/** @param {string} key @param {Readonly<Record<string, string | number>>} [values] */
export function t(key, values = {}) {
  const both = Object.hasOwn(dictionary, key) ? dictionary[/** @type {Key} */ (key)] : null;
  const text = both?.[language.value === 'fr' ? 0 : 1] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
}

/** The word for what has one, else the thing itself. @param {string} prefix @param {string} word */
export const named = (prefix, word) => (Object.hasOwn(dictionary, `${prefix}.${word}`) ? t(`${prefix}.${word}`) : word);

/** What a machine says of itself, in the page's language. @param {string} text */
export const told = (text) => (language.value === 'fr' ? inFrench(text) : text);

/** A panel's own words, each in French, then in English. @param {Readonly<Record<string, readonly [string, string]>>} own */
export const wordsOf = (own) => (/** @type {string} */ key) => own[key]?.[language.value === 'fr' ? 0 : 1] ?? t(key);

/** Making a formatter takes longer than a hundred uses of it. @type {Map<string, Intl.NumberFormat | Intl.DateTimeFormat>} */
const formatters = new Map();
/** @template {Intl.NumberFormat | Intl.DateTimeFormat} T @param {new (language: string, options: any) => T} of @param {object} options @returns {T} */
function formatter(of, options) {
  const key = `${language.value} ${of.name} ${JSON.stringify(options)}`;
  const known = formatters.get(key) ?? new of(language.value, options);
  formatters.set(key, known);
  return /** @type {T} */ (known);
}

/** @param {number} n @param {Intl.NumberFormatOptions} [options] */
export const number = (n, options = {}) => formatter(Intl.NumberFormat, options).format(n);
/** @param {number} ms */
export const duration = (ms) =>
  ms < 1_000 ? `${number(ms)} ms` : `${number(ms / 1_000, { maximumFractionDigits: ms < 10_000 ? 1 : 0 })} s`;
/** US cents as money. @param {number} cents */
export const money = (cents) =>
  cents < 100
    ? `${number(cents, { maximumSignificantDigits: 3 })} ¢`
    : number(cents / 100, { style: 'currency', currency: 'USD' });
const toSeconds = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };
/** @param {number} at */
export const clockTime = (at) => formatter(Intl.DateTimeFormat, toSeconds).format(at);
/** @param {number | string} at */
export const dateTime = (at) =>
  formatter(Intl.DateTimeFormat, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));
