import type { Invocation } from '../../domain/command.ts';
import type { Aspect, Found, Routed } from '../../domain/knowledge.ts';
import type { Past } from '../../domain/llm.ts';
import { routeOnAir } from './on-air.ts';
import type { Home } from './phrases.ts';
import { isAbout } from './relevant.ts';

/** Where a question belongs, and what a source says of it; null where no source was asked. */
export interface Lookup {
  readonly routed: Routed;
  readonly found: Found | null;
}

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

/** Whether a model that is given no fact would only guess. */
export const isExact = ({ confidence, aspect }: Routed) => confidence >= sure && exact.has(aspect);

/** Sends a question to its best source. What moderators taught comes first. */
export async function lookUp(house: Home, call: Invocation, past: Past, signal: AbortSignal): Promise<Lookup> {
  const { knowledge, language, knows, clock } = house;
  const { args: question, message, deadline, meter } = call;
  const { channel, viewer } = message;
  const ruled = knowledge.route(question, language());
  const own = knows(channel, question);
  if (own) return { routed: ruled, found: { kind: 'fact', fact: own } };
  const routed = await routeOf(house, call, past, ruled, signal);
  const { route, subject, aspect } = routed;
  if (route === 'model' || subject === '') return { routed, found: null };
  // Sources that are slow must leave the time that a model needs.
  const now = clock.now();
  const within = (ms: number) => Math.min(now + (deadline - now) / 2, now + ms);
  const lookup = { channel, subject, aspect, language: language(), meter };
  if (route === 'igdb') {
    const found = await knowledge.game({ ...lookup, deadline: within(2 * longestMs) }, [subject], signal);
    return { routed, found };
  }
  const found = await knowledge.wikipedia({ ...lookup, deadline: within(longestMs) }, signal);
  if (found.kind === 'ambiguous') knowledge.choices.offer(channel, viewer.login, found.choices);
  const isOther = found.kind === 'fact' && !isAbout(subject, found.fact.grounding);
  return { routed, found: isOther ? { kind: 'nothing' } : found };
}

async function routeOf(house: Home, call: Invocation, past: Past, ruled: Routed, signal: AbortSignal): Promise<Routed> {
  const { knowledge, language, chat, models } = house;
  const { args: question, message } = call;
  const { channel, viewer } = message;
  const choice = knowledge.choices.taken(channel, viewer.login, question);
  if (choice !== null) return { route: 'wikipedia', subject: choice, aspect: 'about', confidence: 1, tier: 'light' };
  const streamed = async () => (await chat.stream(channel, signal))?.game ?? null;
  const onAir = await routeOnAir({ route: knowledge.route, streamed }, { question, past, ruled }, language());
  return onAir ?? models.route(ruled, question, call, signal);
}
