import type { Route } from '../../src/domain/knowledge.ts';
import type { Viewer } from '../../src/domain/viewer.ts';
import { lineOf } from '../../src/knowledge/igdb/titles.ts';
import { createGazetteer } from '../../src/knowledge/router/gazetteer.ts';
import { createRouter } from '../../src/knowledge/router.ts';
import { createCorpus } from '../../src/sandbox/corpus.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { startBot } from './bot.ts';
import type { Row } from './set.ts';
import { createTurnClock, type TurnClock } from './turn-clock.ts';
import { gamesFor, pagesFor } from './world.ts';

/** What the bot said to a row's question, and from what. */
export interface Answer {
  readonly row: Row;
  /** Where the router alone sends it. */
  readonly routed: Route;
  readonly routingMs: number;
  readonly reply: string;
  /** What a model was given to answer from; null where none was asked, or without facts. */
  readonly facts: string | null;
  readonly askedModel: boolean;
  readonly requests: number;
  /** How the pages begin from which it may be answered. */
  readonly openings: readonly string[];
}

const channel = 'my_channel';
const replyMs = 12_000;
const mostAttempts = 4;
const openingLength = 30;
/** Of a kind each, so that no conversation, cooldown or cache of answers is in the way. */
const viewerAt = (n: number): Viewer => ({
  id: `${700_000 + n}`,
  login: `asker_${n}`,
  name: `Asker${n}`,
  roles: new Set(),
});

/** Every question by a viewer of its own, one after the other, in a bot of its language. */
export async function answersTo(rows: readonly Row[], print: (line: string) => void): Promise<Answer[]> {
  const answers: Answer[] = [];
  const gazetteer = createGazetteer();
  for (const { name, otherNames = [] } of gamesFor(rows)) gazetteer.add(lineOf(name, otherNames));
  const route = createRouter(() => gazetteer);
  // A bot has routed before: what is measured is no first call.
  for (const { question, lang } of rows) route(question, lang);
  for (const lang of ['fr', 'en'] as const) {
    const own = rows.filter((row) => row.lang === lang);
    if (own.length === 0) continue;
    await using cleanup = new AsyncDisposableStack();
    const clock = createTurnClock();
    cleanup.defer(clock.stop);
    const pages = pagesFor(own);
    const known = createCorpus(pages);
    const sandbox = await createSandbox({
      channels: [channel],
      clock,
      wikipedia: { pages, perMinute: 1_000_000, concurrent: 10 },
      igdb: { games: gamesFor(own), perSecond: 1_000, concurrent: 20 },
    });
    cleanup.defer(sandbox.stop);
    await using _bot = await startBot({
      clock,
      onWarning: print,
      config: sandbox.config({
        bot: { language: lang },
        rate_limiting: {
          user_cooldown: 0,
          max_requests_per_user_hour: 10_000,
          wikipedia_rate_limit: 500,
          igdb_rate_limit: 500,
        },
      }),
      env: sandbox.env,
    });
    const { twitch, wikipedia, igdb, models } = sandbox;
    await twitch.whenJoined(channel, replyMs);
    // A bot that has run for a minute knows the database's best-known titles.
    await untilQuiet(clock, () => igdb.requests.filter(({ body }) => body.includes('sort total_rating_count')).length);
    for (const [n, row] of own.entries()) {
      const viewer = viewerAt(answers.length);
      // Twitch lets an account send a hundred lines in half a minute: what comes beyond is asked again.
      const ask = async (question: string) => {
        for (let attempt = 0; attempt < mostAttempts; attempt++) {
          const id = twitch.say(channel, viewer, `!ask ${question}`);
          const line = await twitch.next(({ replyTo }) => replyTo === id, replyMs).catch(() => null);
          if (line !== null) return line.text;
        }
        return '';
      };
      // The least of three: what else the machine does is no routing.
      let routed: Route = 'model';
      let routingMs = Number.POSITIVE_INFINITY;
      for (let n = 0; n < 3; n++) {
        const started = performance.now();
        routed = route(row.question, lang).route;
        routingMs = Math.min(routingMs, performance.now() - started);
      }
      if (row.after) await ask(row.after);
      const before = { requests: wikipedia.count + igdb.count, completions: models[0]!.requests.length };
      const reply = await ask(row.question);
      const asked = models[0]!.requests.slice(before.completions).filter(({ path }) => path.includes('completions'));
      const leadTo = row.pages.flatMap((title) => known.pageOf(lang, title)?.page ?? []);
      answers.push({
        // A redirect's page is as right as the redirect.
        row: { ...row, pages: [...new Set([...row.pages, ...leadTo.map(({ title }) => title)])] },
        routed,
        routingMs,
        reply,
        facts: factsIn(asked.at(-1)?.body),
        askedModel: asked.length > 0,
        openings: leadTo.map(({ extract }) => extract.slice(0, openingLength)),
        requests: wikipedia.count + igdb.count - before.requests,
      });
      if ((n + 1) % 50 === 0) print(`${lang}: ${n + 1} of ${own.length}`);
    }
  }
  return answers;
}

const lookMs = 500;
const mostLooks = 100;

/** Waits until the count has begun to grow, and grows no more. */
async function untilQuiet(clock: TurnClock, count: () => number): Promise<void> {
  for (let look = 0, before = 0; look < mostLooks; look++) {
    await new Promise<void>((resolve) => clock.after(lookMs, resolve));
    const now = count();
    if (now > 0 && now === before) return;
    before = now;
  }
}

/** What stands in the house's own words before a source's facts. */
function factsIn(body: unknown): string | null {
  const messages = (body as { messages?: { content: string }[] } | undefined)?.messages ?? [];
  const last = messages.at(-1)?.content ?? '';
  return /\((?:Réponds à partir|Answer from)[^:]*: ?([\s\S]*)\)\s*$/m.exec(last)?.[1] ?? null;
}
