import { oneOf, wordSet } from './one-of.ts';

// What has a dot inside and is no host.

const gamesOfIo = oneOf`
  agar; slither; socket; diep; krunker; surviv; zombs; paper; hole; mope; skribbl; gartic; shellshock; moomoo; starve
  bonk; venge; deeeep; itch; splix; wings; buildroyale; yohoho; warbrokers; voxiom
`;
/** Names that have dots of their own, and games that are called after their address. */
const names = new RegExp(
  `^(?:${gamesOfIo}\\.io|(?:asp|vb|ado|ml|paint)\\.net|will\\.i\\.am|justin\\.tv|d\\.va|a\\.i|[a-z]\\.[a-z])$`,
  'i',
);
/** How files of programmes are called. */
const programFiles = oneOf`
  [A-Z]\w*; main; index; app; test; setup; hello; script; train; lib; build; run; install; config; utils?; server
  client
`;
/** What programmes call their values, and what they ask of them. */
const objects = oneOf`
  foo; bar; obj; self; this; array; string; str; list; map; user; node; arr; player; enemy; game; event; document
  window; item; car; dog; cat; point; server
`;
const members = oneOf`
  me; it; in; map; name; to_s; id; is; at; so; as; to; app; data; email; info; health; life; properties; zone; target
  style; color; position; help; run; play; show; jump; now
`;
/** Files of programmes: a capital in front, or a name that every project has. */
const sources = new RegExp(
  `^(?:${programFiles}\\.(?:java|py|rs|sh|pl|cc|md|so)|${objects}\\.${members}|(?:world|monde|map|carte|save|mods?|textures?|pack|backup|archive|data|photo|image|video|file|fichier|dossier|resources?|ressources?)\\.zip|(?:server|serveur|gradle|config|log4j)\\.properties|Makefile\\.am|Dockerfile\\.dev|Socket\\.IO|socket\\.io|command\\.com)$`,
);
/** Words that end a sentence, before one whose writer forgot the space: "Merci.de rien", "No.it is not". */
const lastWords = wordSet(`
  hello hi hey phrase line end alors parfait super exact gagné gagne dommage génial genial cool nickel voilà
  excellent mieux vrai faux soit enfin bref tiens allez thanks merci non oui ouais no yes yep nope ok okay bon bien
  fini voila la ici salut bonjour mdr lol jeu question bravo sure sorry pas rien tout plus fait dit moi toi lui vous
  nous ca cela not it that this here there now luck run marche arrive mort morte morts mortes vivant vie perdu perdue
  belle beau course gauche droite haut bas fort facile dur simple rapide lent demain hier matin soir midi minuit dead
  alive left back ready over lost won level door key up easy hard fast slow true false better best first last
  tomorrow today yesterday tonight idea friend world life death story book movie clear enough answer maybe perhaps
  sometimes again never always monday friday well done right good great fine game time day too out down did etc does
  pm am
`);
/** Words that begin the next one. */
export const firstWords = wordSet(`
  je you every how what then new now and the de it et il la ne se es au is at so no am my as do ma sa va ni si in me
  to tu us be by un go tv gg ca ça co c ce on or an
`);
/** A name of something, or a file of a programme. */
export const isName = (whole: string): boolean => names.test(whole) || sources.test(whole);

/** Two sentences whose writer forgot the space. */
export const isSentence = (last: string, first: string) =>
  (lastWords.has(last) || /^\d{1,2}h(?:\d\d)?$/.test(last)) && firstWords.has(first);
