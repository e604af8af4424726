import type { Invocation } from '../../domain/command.ts';
import type { Aspect, Chosen, Fact, Found, Routed } from '../../domain/knowledge.ts';
import type { Past } from '../../domain/llm.ts';
import { subjectKey } from '../../lib/subject.ts';
import { describedIn, isAskedKind, isDescribed, rarestOf, withoutRarest } from './described.ts';
import { withoutEmotes } from './emotes.ts';
import { askedOfAnotherPlace } from './live-again.ts';
import { routeOnAir } from './on-air.ts';
import type { Home } from './phrases.ts';
import { type Resolved, resolveReference } from './reference.ts';
import { isAbout, isTold } from './relevant.ts';
import { isDoubtful } from './verdict.ts';

/** Where a question belongs, and what a source says of it; null where no source was asked. */
export interface Lookup {
  readonly routed: Routed;
  readonly found: Found | null;
}

const inWhichPlace =
  /(?:dans|sur|en|[àa]) (?:quel(?:le)?|kel(?:le)?) (?:ville|[îi]le|pays|endroit|r[ée]gion|village)|in (?:what|which) (?:city|country|town|place|island)|on (?:what|which) island/iu;
const longestMs = 3_500;
/** A question that is surely no talk. Below it a source is asked too, but a model may answer when that has nothing. */
const sure = 0.6;
/** What a small model would make up rather than say that it does not know. */
const exact: ReadonlySet<Aspect> = new Set([
  'release',
  'studio',
  'platforms',
  'genre',
  'rating',
  'who',
  'when',
  'where',
  'howmany',
]);

/** Where pages are judged; what a database has by its name is that. */
const ofPages: ReadonlySet<string> = new Set(['wikipedia', 'wikidata']);

/** So many words in one page are there by no chance. */
const enough = 4;
/** Three in a page that is a game, where a game is asked for, neither; nor three where the line has no other. */
const enoughOfAKind = 3;

/** Whether a model that is given no fact would only guess. */
export const isExact = ({ confidence, aspect }: Routed) => confidence >= sure && exact.has(aspect);

/** Sends a question to its best source. What moderators taught comes first, then what is reckoned or of the moment. */
export async function lookUp(
  house: Home,
  call: Invocation,
  past: Past,
  chosen: Chosen | null,
  signal: AbortSignal,
): Promise<Lookup> {
  const { knowledge, language, knows, clock } = house;
  const { message, deadline, meter } = call;
  const question = withoutEmotes(call);
  const { channel } = message;
  const ruled = knowledge.route(question, language());
  const own = knows(channel, call.args);
  if (own) return { routed: ruled, found: { kind: 'fact', fact: own } };
  // Sources that are slow must leave the time that a model needs.
  const now = clock.now();
  const within = (ms: number) => Math.min(now + (deadline - now) / 2, now + ms);
  const live = await knowledge.live(
    askedOfAnotherPlace(question, past, language()) ?? question,
    { channel, language: language(), deadline: within(longestMs), meter },
    signal,
  );
  if (live) return { routed: { ...ruled, aspect: 'howmany', confidence: 1 }, found: live };
  // No source has prices, and a model would make one up.
  if (ruled.noSource) return { routed: { ...ruled, aspect: 'howmany', confidence: 1 }, found: { kind: 'nothing' } };

  const resolved = chosen ? ofChosen(chosen) : await routeOf(house, call, past, ruled, signal);
  const { routed } = resolved;
  const { second } = routed;
  const isUnsure = second !== undefined && routed.confidence < sure;
  const described = chosen ? null : describedIn(resolved.question);
  if (routed.route === 'model' || routed.subject === '') {
    // What describes something may sound like talk: where a page begins with its words, that is what was meant.
    const page = described === null ? null : await whatIs(described);
    if (page?.kind === 'fact' && isDescribed(described!, page.fact))
      return { routed: { ...routed, route: 'wikipedia', aspect: 'about' }, found: page };
    // Where one of two opinions is a question of fact, its source decides: with nothing there it is talk.
    const isFact = second !== undefined && (second.route === 'wikipedia' || exact.has(second.aspect));
    if (!isUnsure || second.route === 'model' || !isFact) return { routed, found: null };
    const other = { ...routed, ...second };
    const found = await ask({ ...resolved, routed: other });
    return found.kind === 'fact' && isNamed(other.subject, found.fact)
      ? { routed: other, found }
      : { routed, found: null };
  }
  const page = described === null ? null : await whatIs(described);
  // "Quel est le nom de la capitale du Japon" only sounds like a description.
  const isPage =
    page !== null &&
    (page.kind === 'fact' ||
      !(
        routed.named ||
        beginsWith(resolved.question, routed.subject) ||
        (routed.route === 'wikipedia' && routed.subject.includes(' '))
      ));
  const found = isPage ? page : await ask(resolved);
  if (isPage) return { routed: { ...routed, route: 'wikipedia', aspect: 'about' }, found };
  const isFollowUp = routed.subject !== ruled.subject;
  const isSaid = chosen === null && found.kind === 'fact' && ofPages.has(found.fact.source);
  if (isSaid && isDoubtful(routed, found.fact, isFollowUp)) return inDoubt(found.fact);
  // Talk that was taken for a question finds something by chance; a page of that very name is none.
  if (isUnsure && second.route === 'model' && !(found.kind === 'fact' && isNamed(routed.subject, found.fact)))
    return { routed: { ...routed, ...second }, found: null };
  if (found.kind !== 'nothing' || !isUnsure || second.route === 'model' || second.route === routed.route)
    return { routed, found };
  const other = { ...routed, ...second };
  const evidence = await ask({ ...resolved, routed: other });
  return evidence.kind === 'fact' ? { routed: other, found: evidence } : { routed, found };

  function askBack(choices: readonly string[]) {
    const aspect = routed.aspect === 'chat' ? 'about' : routed.aspect;
    knowledge.choices.offer(channel, message.viewer.login, choices, { question: resolved.question, aspect });
  }

  /** A page that is rather not the one that was meant is asked about; what may be talk is not. */
  function inDoubt({ title }: Fact): Lookup {
    if (isUnsure && second.route === 'model') return { routed: { ...routed, ...second }, found: null };
    askBack([title]);
    return { routed, found: { kind: 'ambiguous', choices: [title] } };
  }

  /** The page that has the rarest of the words, which are enough of them or most of all; then one that lacks the rarest. */
  async function whatIs(words: string): Promise<Found> {
    const telling = rarestOf(words, enough);
    const first = await having(words, telling);
    const fewer = telling.split(' ').length < enough ? null : withoutRarest(telling);
    if (first.kind !== 'nothing' || fewer === null) return first;
    const second = await having(words, fewer);
    return second.kind === 'failed' ? first : second;
  }

  async function having(words: string, telling: string): Promise<Found> {
    const found = await knowledge.wikipedia(
      {
        channel,
        subject: telling,
        aspect: 'about',
        kind: 'described',
        // Of the pages that have the words, a film or a game where one is asked for.
        question: resolved.question,
        language: language(),
        deadline: within(longestMs),
        meter,
      },
      signal,
    );
    if (found.kind !== 'fact' || isDescribed(words, found.fact)) return found;
    const count = telling.split(' ').length;
    // All that the line says of it, or a page of the kind that is asked for.
    const isSurer = telling === words || isAskedKind(resolved.question, found.fact);
    return count >= enough || (count >= enoughOfAKind && isSurer) ? found : { kind: 'nothing' };
  }

  async function ask({
    routed: { route, subject, mended, aspect, candidates = [], named, telling },
    question: asked,
  }: Resolved): Promise<Found> {
    // "Il est mort sur quelle île": of when and where the words say which.
    const isWhere = aspect === 'when' && inWhichPlace.test(asked);
    // A subject from elsewhere was not mended here.
    const typed = mended?.to === subject ? mended.from : undefined;
    const lookup = {
      channel,
      subject,
      ...(typed && { typed }),
      candidates,
      ...(telling && { telling }),
      ...(named && { named }),
      aspect: isWhere ? ('where' as const) : aspect,
      question: asked,
      language: language(),
      meter,
    };
    const names = [...(typed ? [typed] : []), subject, ...candidates];
    if (route === 'igdb') {
      // Of a name that no list has the router only guessed that it is a game's.
      const kind = named ? 'game' : 'game first';
      const game = await knowledge.game(
        { ...lookup, kind, deadline: within(2 * longestMs) },
        [subject, ...candidates],
        signal,
      );
      return aboutNone(game, names) ? { kind: 'nothing' } : game;
    }
    const article = await knowledge.wikipedia({ ...lookup, deadline: within(longestMs) }, signal);
    if (article.kind === 'ambiguous') askBack(article.choices);
    return aboutNone(article, names) ? { kind: 'nothing' } : article;
  }
}

/** "Le velcro, c'est un Suisse qui l'a inventé, son nom ?" names what it asks about. */
const beginsWith = (line: string, subject: string) => {
  const key = subjectKey(line).replace(/^(?:le|la|les|l|the) /, '');
  const name = `${subjectKey(subject)} `;
  return key.startsWith(name) && isSaidOfIt.test(key.slice(name.length));
};
const isSaidOfIt = /^(?:c|cest|est|etait|is|was|has|a ete)(?: |$)/;

/** What a search found by its words alone is what was meant where it opens with them; one word has to be in its title. */
function aboutNone(found: Found, names: readonly string[]): boolean {
  if (found.kind !== 'fact' || !found.fact.loose) return false;
  const { title, grounding } = found.fact;
  // "Pac" is no word of "Pac-Man".
  const asWritten = title.replaceAll('-', '');
  return !names.some((name) =>
    name.includes(' ') ? isAbout(name, grounding) || isTold(name, grounding) : isAbout(name, asWritten),
  );
}

/** Whether the page bears the very name: talk names many things by chance. */
const isNamed = (subject: string, { title }: Fact) =>
  subjectKey(title.replace(/ \([^()]*\)$/, '')) === subjectKey(subject);

const ofChosen = ({ choice, aspect, question }: Chosen): Resolved => ({
  routed: { route: 'wikipedia', subject: choice, aspect, confidence: 1, tier: 'light' },
  question,
});

async function routeOf(
  house: Home,
  call: Invocation,
  past: Past,
  ruled: Routed,
  signal: AbortSignal,
): Promise<Resolved> {
  const { knowledge, language, chat, models } = house;
  const question = withoutEmotes(call);
  const { channel } = call.message;
  const streamed = async () => (await chat.stream(channel, signal))?.game ?? null;
  const onAir = await routeOnAir({ route: knowledge.route, streamed }, { question, past, ruled }, language());
  if (onAir) return { routed: onAir, question };
  const resolved = resolveReference(knowledge.route, question, ruled, past, language());
  return resolved ?? { routed: await models.route(ruled, question, call, signal), question };
}
