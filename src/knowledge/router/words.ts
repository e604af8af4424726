import { own } from '../../lib/own.ts';

/** A word as the rules read it, and where it stands in what was typed. */
export interface Word {
  readonly plain: string;
  readonly start: number;
  readonly end: number;
  /** A comma, a stop or the like stands before it. */
  readonly pause: '' | ',' | '.';
}

/** Chat lines have 500 characters; what is longer is cut before anything looks at it. */
export const longest = 500;
const mostWords = 90;
/** No name has a longer word; one letter can be eighteen where its compatibility form is written out. */
const longestWord = 64;

/** What chats type for other words. Only what has no other meaning in either language. */
const spellings = `
koi=quoi kwa=quoi quoa=quoi coi=quoi kan=quand qd=quand kand=quand qand=quand quan=quand quant=quand ki=qui cki=c_qui ckoi=c_quoi cquoi=c_quoi
cb=combien kombien=combien combi1=combien pk=pourquoi pq=pourquoi pkoi=pourquoi prk=pourquoi pourkoi=pourquoi kel=quel kelle=quelle kels=quels kelles=quelles qel=quel qelle=quelle
cest=c_est sest=c_est cetait=c_etait cetai=c_etait keske=qu_est_ce_que kesk=qu_est_ce_que qesk=qu_est_ce_que qesque=qu_est_ce_que kesako=c_est_quoi keskon=qu_est_ce_qu_on yr=year yrs=years prq=pourquoi esk=est_ce_que eske=est_ce_que esque=est_ce_que estce=est_ce quest=qu_est questce=qu_est_ce
jai=j_ai tas=t_as jsuis=je_suis chui=je_suis chuis=je_suis jsais=je_sais ya=y_a yavait=y_avait kelkun=quelqu_un qqn=quelqu_un qqun=quelqu_un qqch=quelque_chose
dsipo=dispo plateforms=plateformes plateform=plateforme platforme=plateforme platformes=plateformes anne=annee ds=dans ac=avec avc=avec pr=pour bcp=beaucoup mtn=maintenant mnt=maintenant auj=aujourd_hui svp=stp stpl=stp plz=please pls=please plss=please
mdr=haha ptdr=haha xd=haha lmao=haha lmfao=haha rofl=haha lool=haha mdrr=haha mdrrr=haha ptdrr=haha jpp=haha
u=you ur=your r=are wat=what wut=what wht=what waht=what whta=what wot=what whats=what_is wats=what_is wuts=what_is whts=what_is wen=when whn=when wehn=when whne=when whens=when_is whos=who_is whose=who_is whois=who_is wheres=where_is hows=how_is whys=why_is whyd=why_did hw=how thats=that_is its=it_is isnt=is_not dont=do_not doesnt=does_not didnt=did_not wasnt=was_not cant=can_not im=i_am ive=i_have youre=you_are theyre=they_are
wich=which witch=which relase=release realease=release relaese=release releaes=release cuz=because bc=because b4=before gonna=going_to wanna=want_to gimme=give_me lemme=let_me dunno=do_not_know tho=though thx=thanks ty=thanks tysm=thanks mek=mec frr=frere reuf=frere wsh=wesh wshh=wesh wsg=wesh slt=salut bjr=bonjour bsr=bonsoir cc=coucou psk=parce_que pcq=parce_que fe=fait jme=je_me jveux=je_veux jcrois=je_crois jpeux=je_peux tpeux=tu_peux tpx=tu_peux ctait=c_etait cetais=c_etait sortit=sorti sorit=sorti srti=sorti sotri=sorti sor=sort sorts=sort jeuvideo=jeu_video
`;

/** What follows an apostrophe, or should. */
const endings: Readonly<Record<string, readonly [after: RegExp, plain: string]>> = {
  s: [/^(?:who|what|where|when|how|why|that|it|there|here|he|she|wat)$/, 'is'],
  t: [/^(?:don|can|isn|doesn|didn|wasn|weren|aren|won|hasn|haven|couldn|shouldn|wouldn)$/, 'not'],
  re: [/^(?:you|we|they|who|what)$/, 'are'],
  m: [/^i$/, 'am'],
  ve: [/^(?:i|you|we|they)$/, 'have'],
  d: [/^(?:who|what|how|where|when|why)$/, 'did'],
};

/** Long words of the questions' frames: a word one slip away from one of these is taken for it. */
const frameWords = `
sortie sorties sorti release released releasing developpe developpeur developpeurs developer developers developed development studio publisher publishers published editeur editeurs
plateforme plateformes platform platforms console consoles disponible available metacritic multijoueur multiplayer quelle combien pourquoi comment capitale capital habitants population president
parle raconte histoire genre invente inventeur invented inventor decouvert discovered ecrit fonde fondateur founded founder createur creator created quand quelles question definition synopsis scenario
mesure hauteur longueur where which mourir naissance mort monnaie currency realise realisateur director directed compose composer peint painted tallest
`;

const bySpelling = new Map<string, readonly string[]>();
for (const pair of spellings.trim().split(/\s+/)) {
  const [from = '', to = ''] = pair.split('=');
  bySpelling.set(fold(from), to.split('_'));
}

const lexicon = new Set(frameWords.trim().split(/\s+/));
const bySlip = new Map<string, string>();
for (const word of lexicon) if (word.length >= 5) for (const slip of withoutOne(word)) bySlip.set(slip, word);

/** Ordinary words one slip away from a word of a frame. */
const ordinary = new Set(
  `parler parles parlent sortir sorts sort racontes racontez conte mots morts morte moto genres gender quell ecrire ecris ecrite ecrites crit realised realise revised
  there here were wheres whither creation creative create creates creates invent inventes invents invente histoires history motion quant pressure measure mesures composes
  console consoles capitales platformer platformers chance chances platform released releases developers plates capitals mode modes parlez parlait question questions quests cadre paint paints painter`.split(
    /\s+/,
  ),
);

export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(/ø/g, 'o')
    .replace(/ß/g, 'ss');
}

/** Every word with one letter left out: two words one slip apart share one of these, or one is the other's. */
function* withoutOne(word: string): Generator<string> {
  for (let at = 0; at < word.length; at++) yield word.slice(0, at) + word.slice(at + 1);
}

/** `protectedWord`: a name that only looks like a slip. */
function corrected(word: string, protectedWord: (word: string) => boolean): string {
  if (word.length < 5 || lexicon.has(word) || ordinary.has(word) || protectedWord(word)) return word;
  const longer = bySlip.get(word);
  if (longer !== undefined && longer[0] === word[0]) return longer;
  for (const slip of withoutOne(word)) {
    if (slip.length >= 5 && slip[0] === word[0] && lexicon.has(slip)) return slip;
    const other = bySlip.get(slip);
    if (other !== undefined && other.length === word.length && other[0] === word[0]) return other;
  }
  return word;
}

const pattern = /[\p{L}\p{N}\p{M}]+(?:[.](?=\p{L}[.])\p{L})*/gu;

function pauseOf(between: string): Word['pause'] {
  if (/[.!?;\n)\]"»]/.test(between)) return '.';
  return /[,:([«]/.test(between) ? ',' : '';
}

/** The words of a line in chat's spellings made plain. Apostrophes and hyphens part words; mentions and links are none. */
export function wordsOf(text: string, protectedWord: (word: string) => boolean): Word[] {
  const line = text
    .slice(0, longest)
    .replace(/https?:\/\/\S+|(?<!\S)@\w+|(?<!\S):[a-z_]+:(?!\S)/gi, (hidden) => ' '.repeat(hidden.length));
  const words: Word[] = [];
  let last = 0;
  let letters = 0;
  for (const match of line.matchAll(pattern)) {
    const start = match.index;
    const end = start + match[0].length;
    const folded = fold(match[0].slice(0, longestWord)).replaceAll('.', '').slice(0, longestWord);
    // Without its accent the French "where" is "or".
    const plains =
      match[0].toLowerCase() === 'où' ? ['where'] : (bySpelling.get(folded) ?? [corrected(folded, protectedWord)]);
    const ending = own(endings, folded);
    const before = words.at(-1);
    if (ending && before && start - last <= 1 && ending[0].test(before.plain)) {
      words.push({ plain: ending[1], start, end, pause: '' });
      last = end;
      continue;
    }
    let pause = pauseOf(line.slice(last, start));
    for (const plain of plains) {
      words.push({ plain, start, end, pause });
      letters += plain.length;
      pause = '';
    }
    last = end;
    if (words.length >= mostWords || letters >= longest) break;
  }
  return words;
}
