import type { Routed, RouteQuestion } from '../../domain/knowledge.ts';
import type { Past } from '../../domain/llm.ts';
import type { About } from '../../domain/outcome.ts';
import type { Language } from '../../domain/settings.ts';
import { withoutEnd } from '../../lib/without-end.ts';
import { isOfTheLast, isOfTheLastAnyway } from './of-the-last.ts';
import { plainly } from './plainly.ts';

/** A question as it would be asked on its own, and where that goes. */
export interface Resolved {
  readonly routed: Routed;
  readonly question: string;
}

const mostBack = 5;
/** Of lines that stand alone one in a hundred comes so far, of those that go on four in five. */
const goingOn = 0.2;
/** Of lines that go on one in fifty stays below. */
const alone = 0.05;
const surelyAlone = 0.01;
/** What stands in a question resolves to a subject only where that makes a question of fact. */
const surely = 0.7;
const mostWordsOfANext = 6;

/** Somebody or something that was named before; "c'" and "it" too, where nothing else is named. */
const pronoun =
  /(?:-t)?-(?:ils?|elles?)(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])(?:ils?|elles?|lui|he|she|they|him|it|ça|ca|cela|that)(?!['’\p{L}\p{N}])|(?<![\p{L}\p{N}])c['’](?=est|était|etait)|est-ce (?=un |une )|(?<![\p{L}\p{N}])(?:l['’](?=(?:a|ont|avait) )|la (?=fait |fait$|fai |cré|cree|dev|sorti|écrit|ecrit|inventé|invente|réalisé|realise|découvert|decouvert|fondé|fonde|construit|composé|compose|peint|dirig))/iu;
/** "Qui l'a fait ?": what was made stands behind the verb. */
const object =
  /(?<![\p{L}\p{N}])(?:l['’](?=(?:a|ont|avait) )|la (?=fait |fait$|fai |cré|cree|dev|sorti|écrit|ecrit|inventé|invente|réalisé|realise|découvert|decouvert|fondé|fonde|construit|composé|compose|peint|dirig))/iu;
const somebody = /(?<![\p{L}])(?:ils?|elles?|he|she|they)(?!['’\p{L}])/iu;
const possessive = /(?<![\p{L}\p{N}])(?:son|sa|ses|leurs?|his|her|its|their)(?= [\p{L}])/iu;
const next =
  /^(?:et(?: pour| alors)?|and(?: for)?|(?:and )?(?:what|how) about|pareil pour|same for|quid de|mais(?: et)?) (?:(?:celui|celle) (?:d[eu] |d['’]))?/i;
const ends = ' ?!.';

/** What follows "et" or "what about"; undefined where the line does not begin so. */
function followedIn(line: string): string | undefined {
  const opening = next.exec(line)?.[0];
  return opening === undefined ? undefined : withoutEnd(line.slice(opening.length), ends) || undefined;
}

/** What a viewer asked about last, and what their follow-ups made of it: "qui l'a fait ?" after "et le deuxième ?". */
export function lastAsked(route: RouteQuestion, past: Past, language: Language): Resolved | null {
  let last: Resolved | null = null;
  for (const { question, about } of past.exchanges.slice(-mostBack)) {
    const routed = route(question, language);
    const before: Resolved | null = last;
    const resolved = resolvedWith(route, question, routed, () => before, language);
    // What was asked before was more likely a question than not.
    const { second } = routed;
    const meant =
      routed.route === 'model' && second !== undefined && routed.confidence < surely
        ? { ...routed, ...second }
        : routed;
    const asked = resolved ?? { routed: meant, question };
    if (about !== undefined) last = { ...asked, routed: ofAnswer(asked.routed, about) };
    else if (asked.routed.route !== 'model' && !isNothing(asked.routed.subject)) last = asked;
  }
  return last;
}

/** What was answered from is what was asked about, whatever the question called it: "the movie with the poor family" is Parasite. */
function ofAnswer({ mended, ...routed }: Routed, { source, title }: About): Routed {
  const subject = title.replace(/ \([^()]*\)$/, '');
  const isSame = keyed(subject) === keyed(routed.subject);
  return {
    ...routed,
    // Of games the encyclopaedia is asked where the database has nothing.
    route: routed.route === 'igdb' ? 'igdb' : source,
    aspect: routed.route === 'model' ? 'about' : routed.aspect,
    subject,
    candidates: subject === title ? [] : [title],
    ...(isSame ? mended && { mended } : { named: true as const }),
  };
}

/**
 * "Et elle est née où ?" with the name that was asked about before in the pronoun's place; "et Hades II ?" as the same
 * question about something else. Null where the line stands on its own.
 */
export function resolveReference(
  route: RouteQuestion,
  line: string,
  ruled: Routed,
  past: Past,
  language: Language,
): Resolved | null {
  let last: Resolved | null = null;
  const before = () => {
    last = lastAsked(route, past, language);
    return last;
  };
  const found = resolvedWith(route, line, ruled, before, language);
  if (found === null) return null;
  // What told the page of this line from others tells nothing of the one before.
  const { telling: _, ...routed } = found.routed;
  const whole = (last as Resolved | null)?.routed;
  const isWhole = whole !== undefined && keyed(routed.subject) === keyed(whole.subject);
  return { ...found, routed: { ...routed, ...(isWhole && { candidates: whole.candidates ?? [] }) } };
}

function resolvedWith(
  route: RouteQuestion,
  line: string,
  ruled: Routed,
  lastBefore: () => Resolved | null,
  language: Language,
): Resolved | null {
  const tidy = line.replace(/\s+/g, ' ').trim();
  const plain = plainly(tidy);
  if (plain !== tidy) return resolvedWith(route, plain, route(plain, language), lastBefore, language);
  const followed = followedIn(tidy) ?? (asksOfSomething(tidy) ? tidy : undefined);
  const stands =
    ruled.route !== 'model' &&
    ruled.confidence >= surely &&
    // "Il est sur switch aussi" asks of no console.
    !(ruled.route === 'igdb' && isMachine.test(ruled.subject) && asksMachine.test(tidy)) &&
    !isNothing(ruled.subject) &&
    !pronoun.test(ruled.subject) &&
    !isAskedOfIt(tidy, ruled) &&
    // "Elle a combien de lunes ?": what nobody knows as a name is asked of her.
    (ruled.named === true || standsAlone(tidy, ruled) || !(somebody.test(line) || possessive.test(line)));
  // "Et la première ascension c'était quand": a word that happens to be a name is still what everything has.
  const isNamed =
    ruled.named === true &&
    ruled.mended === undefined &&
    (ruled.subject.includes(' ') || !asksOfAll.test(tidy)) &&
    !(isMachine.test(ruled.subject) && asksMachine.test(tidy));
  const goesOn = isNamed ? isOfTheLastAnyway(tidy) : (ruled.follows ?? 0) > goingOn || isOfTheLast(tidy);
  if ((stands || isLongAndAlone(tidy, ruled)) && followed === undefined && !goesOn) return null;
  const before = lastBefore();
  if (before === null) return null;
  const { subject } = before.routed;
  const isOther = stands && ruled.named === true;
  const numbered = isOther ? null : sequelOf(followed ?? line, before, route, language);
  if (numbered !== null) return numbered;
  const hasPronoun = pronoun.test(line) || possessive.test(line);
  if (goesOn && !hasPronoun && (followed === undefined || ruled.named !== true || asksOfAll.test(tidy))) {
    const question = `${withoutEnd(tidy, ends)} ${subject}`;
    const aspects = [route(question, language), ruled].map((read) =>
      read.route === 'model' ? 'what' : classOf(read, before.routed).aspect,
    );
    const likely = aspects.find((one) => !isVague(one)) ?? aspects[0]!;
    // "En quelle année" asks of a person's life, and of a film when it came out.
    const isOfLife = likely === 'release' && before.routed.route === 'wikipedia' && !comingOut.test(tidy);
    const onGame = before.routed.route === 'igdb' && asksMachine.test(tidy);
    const aspect = isOfLife
      ? 'when'
      : onGame
        ? 'platforms'
        : (isVague(likely) || likely === 'when') && comingOut.test(tidy)
          ? 'release'
          : likely;
    return { routed: { ...before.routed, aspect, confidence: surely, candidates: [] }, question };
  }
  if (hasPronoun) {
    if (stands && !goesOn) return null;
    const question = said(line, subject);
    const routed = route(question, language);
    // What was asked about before is likely asked about again.
    const isAbout =
      routed.route !== 'model' && (routed.confidence >= surely || keyed(routed.subject) === keyed(subject));
    if (!isAbout && line.split(/\s+/).length <= mostWordsOfABareOne) return bareOne(line, before);
    return isAbout
      ? {
          routed: {
            ...routed,
            ...classOf(routed, before.routed),
            // "Est-ce un jeu pour ordinateur" asks for no genre.
            ...(before.routed.route === 'igdb' && asksMachine.test(line) && { aspect: 'platforms' as const }),
            subject,
            candidates: [],
          },
          question,
        }
      : null;
  }
  if (followed === undefined) return null;
  // "Et sur ps4 aussi ou que ps5": what a game may run on is asked of the game before.
  if (before.routed.route === 'igdb' && onMachine.test(followed) && ruled.named !== true)
    return {
      routed: { ...before.routed, aspect: 'platforms', candidates: [], confidence: surely },
      question: `${line} ${subject}`,
    };
  const own = route(followed, language);
  if (own.route !== 'model' && own.aspect !== 'about' && own.aspect !== 'what') {
    // "Et quand ?" has an aspect of its own and no subject: the one before.
    if (hasSubject(own, followed)) return null;
    const whole = route(`${followed} ${subject}`, language);
    const { aspect } = whole.route === before.routed.route ? whole : own;
    return {
      routed: { ...own, route: before.routed.route, subject, candidates: [], aspect },
      question: `${line} ${subject}`,
    };
  }
  if (
    followed.split(/\s+/).length > mostWordsOfANext ||
    /(?<!\p{L})(?:tu|toi|vous|you|je|i|on|we)(?!\p{L})/iu.test(followed)
  )
    return null;
  const bare = asked(followed, before.routed, route, language);
  if (bare !== null) return { routed: bare, question: `${line} ${subject}` };
  const other =
    own.route === 'igdb' && own.subject !== ''
      ? own.subject
      : followed.replace(/^(?:le|la|les|l['’]|the|de|du|des|d['’]) */i, '');
  // "Et de quoi ?"
  if (isNothing(other))
    return { routed: { ...before.routed, aspect: 'what', candidates: [] }, question: `${line} ${before.question}` };
  const isGame = own.route === 'igdb' || (before.routed.route === 'igdb' && own.route === 'model');
  return {
    routed: {
      ...before.routed,
      route: isGame ? 'igdb' : before.routed.route,
      subject: other,
      candidates: [followed],
      confidence: surely,
    },
    question: before.question,
  };
}

const isVague = (aspect: Routed['aspect']) => aspect === 'about' || aspect === 'what';
const comingOut = /(?<!\p{L})(?:sort\p{L}*|paru\p{L}*|out|release\p{L}*|diffus\p{L}*|aired?)(?!\p{L})/iu;
/** "Et la profondeur max ?" names what everything of a kind has. */
const asksOfAll = /^(?:et|and|n) (?:la|le|les|l['’]|the|its|son|sa)/iu;

/** A name, or what "of" stands before, is a subject; "la console d'origine" is none. */
const hasSubject = ({ subject, named }: Routed, line: string): boolean =>
  !isNothing(subject) &&
  (named === true ||
    /\p{Lu}/u.test(subject) ||
    [' de ', ' du ', ' des ', " d'", ' of ', ' for ', ' pour '].some((joint) => ` ${line}`.includes(joint + subject)));

const sequels: readonly (readonly [number: string, words: RegExp])[] = [
  [
    '2',
    /(?<!\p{L})(?:(?:le|la|the) )?(?:deuxième|deuxieme|second(?:e)?(?: one)?|2(?:e|ème|eme|nd)?|suite|sequel|part (?:2|two))(?!\p{L})/iu,
  ],
  [
    '3',
    /(?<!\p{L})(?:(?:le|la|the) )?(?:troisième|troisieme|third(?: one)?|3(?:e|ème|eme|rd)?|part (?:3|three))(?!\p{L})/iu,
  ],
];

/** "Et le deuxième ?", "is part two out": the game of that number, where the router knows it. */
function sequelOf(followed: string, before: Resolved, route: RouteQuestion, language: Language): Resolved | null {
  if (before.routed.route !== 'igdb') return null;
  const first = before.routed.subject.replace(/ (?:\d|[IVX]+)$/, '');
  const short = first.split(' ').slice(-2).join(' ');
  for (const [number, words] of sequels) {
    if (!words.test(followed)) continue;
    const titles = [`${first} ${number}`, `${short} ${number}`];
    const isOther = ({ subject, named }: Routed) =>
      named === true && subject !== before.routed.subject && subject !== first && subject !== short;
    const title = titles.find((one) => isOther(route(one, language)));
    if (title === undefined) return null;
    const { subject } = route(title, language);
    const asked = route(followed.replace(words, title), language);
    const isAsked = asked.route === 'igdb' && asked.aspect !== 'about';
    const { aspect } = isAsked ? asked : before.routed;
    return {
      routed: { ...before.routed, subject, aspect, candidates: [], named: true, confidence: surely },
      question: followed.replace(words, title),
    };
  }
  return null;
}

/** "Et la date de sortie ?": what is asked, and nothing of what; with the subject before it stands on its own. */
function asked(followed: string, before: Routed, route: RouteQuestion, language: Language): Routed | null {
  if (
    !/(?<!\p{L})(?:quand|où|qui|combien|quel(?:le)?s?|date|âge|age|studio|note|prix|when|where|who|how|what|which|why|capitale?|population)(?!\p{L})/iu.test(
      followed,
    )
  )
    return null;
  const routed = route(`${followed} ${before.subject}`, language);
  return routed.route === 'model' ? null : { ...routed, subject: before.subject, candidates: [] };
}

/** The pronoun's place is the name's; a possessive becomes "of". */
function said(line: string, subject: string): string {
  const opened = line.replace(/^(?:et|and|mais|but|du coup|alors|so) /i, '');
  if (object.test(opened))
    return `${withoutEnd(
      opened.replace(object, (found) => (/^l['’]/i.test(found) ? '' : 'a ')),
      ends,
    )} ${subject} ?`;
  if (!pronoun.test(opened)) return `${withoutEnd(opened, ends)} ${subject} ?`;
  return opened
    .replace(pronoun, (found) =>
      /^c['’]/i.test(found) ? `${subject} c'` : /^est-ce/i.test(found) ? `${subject} est ` : ` ${subject} `,
    )
    .replace(/\s+/g, ' ');
}

const machine = String.raw`(?:sur|on|pour|for) (?:la |le |the |l['’])?(?:ps ?\d|playstation|xbox|switch|pc|mac|steam|mobile|mega ?drive|megadrive|wii|ds|3ds|game ?boy|gamecube|ordi\p{L}*|t[ée]l\p{L}*|android|iphone|ios|linux)(?!\p{L})`;
const asksMachine = new RegExp(machine, 'iu');
const isMachine =
  /^(?:ps ?\d|playstation ?\d?|xbox(?: \p{L}+)*|(?:nintendo )?switch ?2?|pc|mac|steam|mobile|wii u?|3?ds|gamecube|android|iphone|linux)$/iu;
const onMachine = new RegExp(
  `^(?:(?:c['’]est |c'?était |is it |it['’]?s )?(?:aussi |also |dispo |out )?)${machine}`,
  'iu',
);
const mostWordsOfABareOne = 5;
const bareWords: readonly (readonly [words: RegExp, ofGame: Routed['aspect'], ofElse: Routed['aspect']])[] = [
  [/(?<!\p{L})(?:quand|when|année|year)(?!\p{L})/iu, 'release', 'when'],
  [/(?<!\p{L})(?:où|where)(?!\p{L})/iu, 'platforms', 'where'],
  [/(?<!\p{L})(?:qui|who)(?!\p{L})/iu, 'studio', 'who'],
];

/** "When was that?": too little for a question by itself, and enough about what was asked before. */
function bareOne(line: string, { routed, question }: Resolved): Resolved | null {
  const asked = bareWords.find(([words]) => words.test(line));
  if (asked === undefined || /(?<!\p{L})(?:tu|toi|you|t')(?!\p{L})/iu.test(line)) return null;
  const aspect = routed.route === 'igdb' ? asked[1] : asked[2];
  return { routed: { ...routed, aspect, candidates: [] }, question: `${line} ${question}` };
}

const isNothing = (subject: string) => subject === '' || isPronoun(subject) || ofSomething.test(subject.trim());
/** "Combien d'habitants ?" says nothing of which town. */
const asksOfSomething = (line: string) =>
  ofSomething.test(
    withoutEnd(
      line.replace(
        /^(?:combien (?:de |d['’])?|quelle? est |c['’]est (?:quoi|qui) |how many |(?:what|who)(?:['’]?s| is) )/i,
        '',
      ),
      ends,
    ),
  );
/** What everything of a kind has: "le maire" is the mayor of what was asked about before. */
const ofSomething =
  /^(?:(?:le|la|les|son|sa|the|its) )?(?:habitants?|inhabitants|people|population|capitale?|maire|mayor|président|president|roi|king|reine|queen|monnaie|currency|drapeau|flag|superficie|âge|age|hauteur|height|taille|longueur|length|auteur|author|réalisateur|realisateur|director|studio|éditeur|editeur|publisher|devs?|note|rating|date|genre|prix)$/i;
const isPronoun = (subject: string) =>
  /^(?:ils?|elles?|lui|he|she|they|him|her|it|ça|ca|cela|that|this|ce|c|son|sa|his|their|de quoi|quoi|koi|qui|ki|what|who|where|when|fait|were)$/i.test(
    subject.trim(),
  );

/** A game stays one: "it is on switch", asked of what was a game before. */
function classOf({ route, aspect }: Routed, before: Routed): Pick<Routed, 'route' | 'aspect'> {
  if (before.route === 'igdb') return { route: 'igdb', aspect: ofGame[aspect] ?? aspect };
  return route === 'igdb' && before.route === 'wikipedia'
    ? { route: before.route, aspect: ofElse[aspect] ?? aspect }
    : { route, aspect };
}

const keyed = (subject: string) => subject.toLowerCase();

/** "Dolly parton what year was she born": the pronoun is of the line's own name, whether a list has it or not. */
const standsAlone = (line: string, { follows = 0 }: Routed) =>
  follows < alone && line.split(' ').length > mostWordsOfABareOne;

/** It names what it asks about even where the router does not find it. */
const isLongAndAlone = (line: string, { follows = 0 }: Routed) =>
  follows < surelyAlone && line.split(' ').length > mostWordsOfAFollowUp;
const mostWordsOfAFollowUp = 7;

/** "Who did the music for it", "ils ont joué aux jo": a pronoun has what is asked about, and what is named only stands beside. */
function isAskedOfIt(line: string, { subject, named }: Routed): boolean {
  if (named !== true && ofIt.test(line)) return true;
  const at = line.toLowerCase().lastIndexOf(subject.toLowerCase());
  const pronounAt = line.search(somebody);
  return pronounAt >= 0 && pronounAt < at && besideIt.test(line.slice(pronounAt, at));
}
const ofIt =
  /(?<!\p{L})(?:(?:for|of|in|on|about|from|behind) (?:it|them|him|her)|(?:pour|avec|de|chez) (?:lui|elles?|eux)|dedans|d['’]elles?)[ ?!.]*$/iu;
const besideIt =
  /(?<!\p{L})(?:aux?|[àa] (?:la|l['’])|dans|contre|chez|avec|pour|en|at|in|with|against|for|from|to|than) ?(?:le |la |les |l['’]|the )?$/iu;

/** What a line that sounded like a game's asks of what is none. */
const ofElse: Partial<Record<Routed['aspect'], Routed['aspect']>> = { studio: 'who', platforms: 'where' };
/** What an encyclopaedia is asked, of a game. */
const ofGame: Partial<Record<Routed['aspect'], Routed['aspect']>> = {
  when: 'release',
  who: 'studio',
  where: 'platforms',
  what: 'about',
};
