import type { Language } from '../domain/settings.ts';

// By the sentence: what a schema says is one English sentence of this project's own for each key ("a number of seconds
// >= 0"), of which zod's code and params know nothing but "custom". A sentence without its French fails a test, which
// asks every key of the schema with every kind of wrong value.

type Rule = readonly [english: RegExp, french: string | ((...parts: string[]) => string | null)];

/** What stands behind "expected". */
const wanted: readonly Rule[] = [
  [/^a number of requests a second > 0 and <= 1000$/, 'un nombre de requêtes par seconde > 0 et <= 1000'],
  [
    /^a number of USD per million tokens >= 0(, or null)?$/,
    (or) => `un prix en USD par million de jetons >= 0${ou(or)}`,
  ],
  [/^a number of cents >= 0, or null$/, 'un nombre de centimes >= 0, ou null'],
  [/^a whole number of tokens >= 0, or null$/, 'un nombre entier de jetons >= 0, ou null'],
  [
    /^a whole number from (\d+) to (\d+)(, or null)?$/,
    (from, to, or) => `un nombre entier de ${from} à ${to}${ou(or)}`,
  ],
  [
    /^a whole number of days from (\d+)( \(off\))? to (\d+)$/,
    (from, off, to) => `un nombre entier de jours de ${from}${off && ' (désactivé)'} à ${to}`,
  ],
  [/^a number of seconds (>=?) 0$/, 'un nombre de secondes $1 0'],
  [/^a number of seconds > 0 and <= 600$/, 'un nombre de secondes > 0 et <= 600'],
  [/^a number of seconds <= (\d+) \(a week\)$/, 'un nombre de secondes <= $1 (une semaine)'],
  [/^a number of seconds from -600 to 600$/, 'un nombre de secondes de -600 à 600'],
  [/^a number of megabytes from 0 to 1024$/, 'un nombre de mégaoctets de 0 à 1024'],
  [/^a number >= 1 and <= 100$/, 'un nombre >= 1 et <= 100'],
  [/^a number >= 0 that multiplies the cooldowns \(0: none\)$/, 'un nombre >= 0 qui multiplie les délais (0 : aucun)'],
  [
    /^a number > 0 that multiplies the hourly cap, or null \(no cap\)$/,
    "un nombre > 0 qui multiplie le quota de l'heure, ou null (aucun)",
  ],
  [/^a Twitch login of 1 to 25 letters, digits or _$/, 'un pseudo Twitch de 1 à 25 lettres sans accent, chiffres ou _'],
  [
    /^a channel's Twitch login of 1 to 25 letters, digits or _ \(in quotes when it starts with #: "#name"\)$/,
    `le pseudo Twitch d'une chaîne, de 1 à 25 lettres sans accent, chiffres ou _ (entre guillemets s'il commence par # : "#nom")`,
  ],
  [/^a domain such as example\.com, without https:\/\/$/, 'un domaine comme exemple.com, sans https://'],
  [
    /^an address that starts with (\S+) or (\S+?)(, without a password)?$/,
    (one, other, bare) => `une adresse qui commence par ${one} ou ${other}${bare && ', sans mot de passe'}`,
  ],
  [/^sqlite:PATH, memory: or redis:\/\/HOST:PORT\/NUMBER$/, 'sqlite:CHEMIN, memory: ou redis://HÔTE:PORT/NUMÉRO'],
  [/^the name of its variable such as OPENAI_API_KEY$/, 'le nom de sa variable, comme OPENAI_API_KEY'],
  [
    /^the name of an environment variable such as OPENAI_API_KEY$/,
    "le nom d'une variable d'environnement, comme OPENAI_API_KEY",
  ],
  [/^a name of 1 to 40 letters, digits or \. _ -$/, 'un nom de 1 à 40 lettres, chiffres ou . _ -'],
  [/^a name that no endpoint above has$/, "un nom qu'aucun endpoint plus haut n'a"],
  [/^a model's name$/, 'le nom d’un modèle'],
  [/^a file's path, or null$/, "le chemin d'un fichier, ou null"],
  [/^a program's path or name, or null$/, "le chemin ou le nom d'un programme, ou null"],
  [/^a number of minutes from 0 \(never\) to (\d+)$/, 'un nombre de minutes de 0 (jamais) à $1'],
  [/^a folder's path$/, "le chemin d'un dossier"],
  [/^a time of day in quotes such as "04:30"$/, 'une heure entre guillemets, comme "04:30"'],
  [/^a host name or an address such as 127\.0\.0\.1$/, "un nom d'hôte ou une adresse comme 127.0.0.1"],
  [
    /^an address of at most 200 plain characters, in quotes$/,
    'une adresse de 200 caractères simples au plus, entre guillemets',
  ],
  [
    /^1 to 5 signs without spaces, not starting with \/ \. \\ @ or #, in straight quotes: "!"$/,
    '1 à 5 signes sans espace, qui ne commencent pas par / . \\ @ ou #, entre guillemets droits : "!"',
  ],
  [/^a list of endpoints$/, "une liste d'endpoints"],
  [/^a list of roles such as \[vip, subscriber\]$/, 'une liste de rôles comme [vip, subscriber]'],
  [/^a list of allowances$/, 'une liste de facilités (allowances)'],
  [/^a list of channel logins such as \[my_channel\]$/, 'une liste de chaînes comme [ma_chaine]'],
  [/^a list of domains$/, 'une liste de domaines'],
  [/^a list of places such as (\{.+\})$/, 'une liste d’endroits comme $1'],
  [/^another name for each place$/, 'un autre nom pour chaque endroit'],
  [
    /^two times of day in quotes such as "23:00-08:00", or null$/,
    'deux heures entre guillemets, comme "23:00-08:00", ou null',
  ],
  [/^a list of rules such as \[sessions\]$/, 'une liste de règles comme [sessions]'],
  [/^a list of Twitch logins$/, 'une liste de pseudos Twitch'],
  [
    /^a mapping of command names to seconds such as \{ ask: (\d+) \}$/,
    'des commandes et leurs secondes, comme { ask: $1 }',
  ],
  [/^a mapping of "key: value"$/, 'des lignes « clé: valeur »'],
  [
    /^an address such as https:\/\/bot\.example\.com, without a path$/,
    'une adresse comme https://bot.exemple.com, sans chemin',
  ],
  [/^an address such as 127\.0\.0\.1 or 10\.0\.0\.0\/8$/, 'une adresse comme 127.0.0.1 ou 10.0.0.0/8'],
  [/^a list of addresses such as (\[.+\])$/, "une liste d'adresses comme $1"],
  [/^a list of feed, pause, change$/, 'une liste de feed, pause, change'],
  [/^at most (\d+) entries$/, 'au plus $1 éléments'],
  [/^at least one (role|channel)$/, (what) => `au moins ${what === 'role' ? 'un rôle' : 'une chaîne'}`],
  [/^auto, true or false in this environment variable$/, "auto, true ou false dans cette variable d'environnement"],
  [/^straight quotes \("…"\)$/, 'des guillemets droits ("…")'],
  // Of words: `auto, true or false`.
  [/^((?:\w+, )*\w+) or (\w+)$/, '$1 ou $2'],
];
const ou = (or: string) => or && ', ou null';

const whole: readonly Rule[] = [
  [/^missing, (.+)$/s, (rest) => joined('absent, ', core(rest))],
  [/^unknown key (.+?)(, .+)?$/s, (key, hint) => joined(`clé inconnue ${key}`, hint === '' ? '' : hintOf(hint))],
  [
    /^a secret belongs in the environment, expected (.+)$/s,
    (rest) => joined("un secret se met dans l'environnement, attendu : ", one(wanted, rest)),
  ],
  [/^not a name, expected (.+)$/s, (rest) => joined("ce n'est pas un nom, attendu : ", one(wanted, rest))],
  [
    /^typographic quotes are part of the text, expected (.+)$/s,
    (rest) => joined('les guillemets typographiques font partie du texte, attendu : ', one(wanted, rest)),
  ],
  [/^this key is written twice, expected it once$/, 'cette clé est écrite deux fois, attendue une seule fois'],
  [/^(\d+) more faults from here on$/, '$1 autres fautes à partir d’ici'],
  [/^is empty, expected at least (".+")$/, 'est vide, attendu au moins $1'],
  [
    /^(.+) does not exist, expected the path of a file that does$/s,
    "$1 n'existe pas, attendu : le chemin d'un fichier qui existe",
  ],
  [
    /^is a folder, expected a file: name the file inside it$/,
    "est un dossier, attendu un fichier : donnez le nom du fichier qui s'y trouve",
  ],
  [
    /^may not be read, expected read permission for the user of the bot$/,
    "ne peut pas être lu, attendu : le droit de lecture pour l'utilisateur du bot",
  ],
  [/^is not a plain file, expected one$/, "n'est pas un fichier ordinaire"],
  [/^cannot be read \((.+)\), expected a readable file$/s, 'est illisible ($1), attendu un fichier lisible'],
  [/^is larger than (\d+) bytes, expected a short file$/, 'dépasse $1 octets, attendu un fichier court'],
  [
    /^is not UTF-8 text, expected the file to be saved as UTF-8$/,
    "n'est pas du texte UTF-8, attendu : un fichier enregistré en UTF-8",
  ],
  // Of YAML.
  [
    /^# begins a comment here, expected quotes around the text: "#name"$/,
    'ici, # commence un commentaire, attendu : des guillemets autour du texte, "#nom"',
  ],
  [
    /^aliases \(\*name\) do not resolve, expected the values written out$/,
    'des alias (*nom) ne mènent à rien, attendu : les valeurs écrites en entier',
  ],
  [
    /^is nested more than (\d+) levels deep, expected a few levels$/,
    'est imbriqué sur plus de $1 niveaux, attendu : quelques niveaux',
  ],
  [
    /^has more than (\d+) words and signs, expected a short file$/,
    'a plus de $1 mots et signes, attendu un fichier court',
  ],
  [
    /^has more than (\d+) aliases \(\*name\), expected the values written out$/,
    'a plus de $1 alias (*nom), attendu : les valeurs écrites en entier',
  ],
  [
    /^an alias with a tag or an anchor, expected the value written out$/,
    'un alias avec une étiquette ou une ancre, attendu : la valeur écrite en entier',
  ],
  [
    /^an incomplete alias, expected quotes around a text that begins with \* or &$/,
    'un alias incomplet, attendu : des guillemets autour d’un texte qui commence par * ou &',
  ],
  [
    /^an unknown escape after \\ in double quotes, expected \\\\ for a backslash, or single quotes$/,
    'un échappement inconnu après \\ entre guillemets doubles, attendu : \\\\ pour une barre oblique inverse, ou des guillemets simples',
  ],
  [
    /^wrong indentation, or a bracket not closed above, expected as many spaces as the lines beside it$/,
    "mauvaise indentation, ou un crochet resté ouvert plus haut, attendu : autant d'espaces que les lignes voisines",
  ],
  [
    /^a text that begins with a reserved sign, expected quotes around it$/,
    'un texte qui commence par un signe réservé, attendu : des guillemets autour',
  ],
  [
    /^a second ":" on the line, expected quotes around a text with a colon and a space$/,
    'un second « : » sur la ligne, attendu : des guillemets autour d’un texte avec deux-points et espace',
  ],
  [
    /^an indented block between brackets, expected it outside of \[ \] or \{ \}$/,
    'un bloc indenté entre crochets, attendu en dehors de [ ] ou { }',
  ],
  [
    /^a key of more than 1024 characters, expected a short one$/,
    'une clé de plus de 1024 caractères, attendue plus courte',
  ],
  [
    /^something is not closed or a sign is missing, expected a ":" , a quote or a bracket here$/,
    "quelque chose n'est pas fermé ou un signe manque, attendu ici : « : », un guillemet ou un crochet",
  ],
  [
    /^a key over two lines, expected "key: value" on one line$/,
    'une clé sur deux lignes, attendu « clé: valeur » sur une seule',
  ],
  [
    /^a second document after ---, expected only one in the file$/,
    'un second document après ---, attendu un seul dans le fichier',
  ],
  [/^a key that is not a text, expected "key: value"$/, "une clé qui n'est pas un texte, attendu « clé: valeur »"],
  [
    /^nested too deeply, expected a few levels at most$/,
    'imbriqué trop profondément, attendu : quelques niveaux au plus',
  ],
  [/^a tab as indentation, expected spaces$/, 'une tabulation en guise d’indentation, attendu : des espaces'],
  [
    /^a text that begins with ! \(a YAML tag\), expected quotes around it: "!"$/,
    'un texte qui commence par ! (une étiquette YAML), attendu : des guillemets autour, "!"',
  ],
  [
    /^something that does not belong here, expected "key: value" or a list item "- value"$/,
    "quelque chose qui n'a rien à faire ici, attendu « clé: valeur » ou un élément de liste « - valeur »",
  ],
  [
    /^not valid YAML, expected "key: value" lines indented with spaces$/,
    'pas du YAML valable, attendu : des lignes « clé: valeur » indentées avec des espaces',
  ],
  // Warnings.
  [
    /^(rate_limiting\.[\w.]+): no command is called "([^"]+)"(?:, did you mean "([^"]+)"\?)?$/,
    (key, word, meant) =>
      `${key} : aucune commande ne s'appelle "${word}"${meant && `, vouliez-vous dire "${meant}" ?`}`,
  ],
  [
    /^(llm\.endpoints\[\d+\]\.url): model servers usually answer under \/v1, expected (\S+) unless yours does not$/,
    '$1 : les serveurs de modèles répondent d’ordinaire sous /v1, attendu $2 sauf si le vôtre fait autrement',
  ],
  [
    /^(\S+) (.+): the last good limits stay in use, with a cap of (\d+)\.$/s,
    (name, why, cap) =>
      joined(`${name} `, reason(why), ` : les dernières limites valables restent, avec un plafond de ${cap}.`),
  ],
  [
    /^(\S+) (.+): one model call at a time\. "npm run tune" writes a new one\.$/s,
    (name, why) =>
      joined(`${name} `, reason(why), ' : un seul appel au modèle à la fois. "npm run tune" en écrit un nouveau.'),
  ],
  [
    /^(\S+) (.+): a cap of (\d+) from (\S+)\. "npm run tune" writes a new one\.$/s,
    (name, why, cap, from) =>
      joined(`${name} `, reason(why), ` : un plafond de ${cap}, de ${from}. "npm run tune" en écrit un nouveau.`),
  ],
];

const reasons: readonly Rule[] = [
  [/^does not exist$/, "n'existe pas"],
  [/^is not valid JSON$/, "n'est pas du JSON valable"],
  [
    /^has a value out of range or of the wrong kind \((.+)\)$/s,
    "a une valeur hors limites ou d'une mauvaise sorte ($1)",
  ],
  [/^has no (max_\w+)$/, "n'a pas de $1"],
  [
    /^(is a folder|may not be read|is not a plain file|is not UTF-8 text|is larger than \d+ bytes|cannot be read \(.+\))$/s,
    'est inutilisable',
  ],
];
const hints: readonly Rule[] = [
  [/^, did you mean "(.+?)"\?$/, ', vouliez-vous dire "$1" ?'],
  [
    /^, did you mean "([^"]+)"\? It belongs at the top level$/,
    ', vouliez-vous dire "$1" ? Sa place est au premier niveau',
  ],
  [/^, did you mean "([^"]+)"\? It belongs under (.+)$/, ', vouliez-vous dire "$1" ? Sa place est sous $2'],
  [/^, it belongs at the top level$/, ', sa place est au premier niveau'],
  [/^, it belongs under (.+)$/, ', sa place est sous $1'],
  [
    /^, no token stands in this file: "npm run login" gets one and stores it$/,
    ', aucun jeton ne s’écrit dans ce fichier : "npm run login" en obtient un et le range',
  ],
];
const values: readonly Rule[] = [
  [/^a list$/, 'une liste'],
  [/^a mapping$/, 'des lignes « clé: valeur »'],
  [/^a text that may be a secret \(not shown\)$/, 'un texte qui est peut-être un secret (non montré)'],
  [/^(.*)$/s, '$1'],
];

function one(rules: readonly Rule[], text: string): string | null {
  for (const [english, french] of rules) {
    const match = english.exec(text);
    if (!match) continue;
    if (typeof french !== 'string') return french(...match.slice(1).map((part) => part ?? ''));
    return french.replace(/\$(\d)/g, (_, n: string) => match[Number(n)] ?? '');
  }
  return null;
}
const joined = (...parts: (string | null)[]) => (parts.includes(null) ? null : parts.join(''));
const hintOf = (hint: string) => one(hints, hint);
const reason = (why: string) => one(reasons, why);

/** "expected X, got Y", or a whole sentence. */
function core(message: string): string | null {
  const [, what, got] = /^expected (.+?)(?:, got (.*))?$/s.exec(message) ?? [];
  if (what === undefined) return one(whole, message);
  const plain = one(wanted, what);
  if (plain === null) return null;
  return got === undefined ? `attendu : ${plain}` : `attendu : ${plain}, reçu : ${one(values, got)}`;
}

/** A fault or a warning about a file as its operator reads it. What has no French yet stays as it is. */
export const inLanguage = (message: string, language: Language) =>
  language === 'fr' ? (core(message) ?? message) : message;

/** The language that a file names for its bot, readable or not; English where it names none. */
export const languageIn = (text: string): Language => (text.split('\n').some(namesFrench) ? 'fr' : 'en');

function namesFrench(line: string): boolean {
  const at = line.indexOf('language');
  if (at < 0 || line.slice(0, at).includes('#')) return false;
  return /^language["']?\s{0,9}:\s{0,9}["']?fr\b/.test(line.slice(at));
}
