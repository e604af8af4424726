import type { Command } from '../../src/domain/command.ts';
import { createRouter } from '../../src/knowledge/router.ts';
import { buildPrompt } from '../../src/llm/prompt.ts';
import { isForEverybody, normalQuestion } from '../../src/llm/question.ts';
import { compilingAll, createContainment, screening } from '../../src/outbox/text/contain.ts';
import { createHint } from '../../src/pipeline/hint.ts';
import { createParse } from '../../src/pipeline/parse.ts';
import { aLine, someSettings } from '../../test/support/fakes.ts';
import { hostileLines } from '../../test/support/hostile.ts';
import { type Bench, lessIsBetter, quantile } from './result.ts';

/** What one line may hold everything else up, in milliseconds. */
const limitMs = 5;
const lines = { usual: 2_000, extreme: 20_000 };
const shown = 60;
const triesOfTheWorst = 20;

/** What a moderator may have blocked: 5,000 words, and what is hardest to look for. */
const blockedTerms = [
  ...Array.from({ length: 5_000 }, (_, i) => `${(i * 7919).toString(36)}${(i * 104_729).toString(36)}`),
  ...['a***b***a***b***c', '*aaaa*', '*l1l1*', 'a b a b', '🤡', '1488', '*', '**a**'],
];

/** The worst that one chat line of 500 characters can cost, through each stage that reads it. */
export const run: Bench = async ({ rounds = 3, extreme = false, progress = () => {} }) => {
  const stages = createStages();
  const all = hostileLines({ count: extreme ? lines.extreme : lines.usual });
  // So that what is measured is loaded and compiled.
  for (const line of hostileLines({ count: 200, seed: 2 })) for (const stage of Object.values(stages)) stage(line);

  const took = Object.keys(stages).map((name) => ({ name, ms: new Float64Array(all.length).fill(Infinity) }));
  for (let round = 1; round <= rounds; round++) {
    progress(`${all.length} hostile lines, round ${round} of ${rounds}`);
    for (const [i, line] of all.entries()) {
      for (const { name, ms } of took) {
        for (let tries = round === rounds ? triesOfTheWorst : 1; tries > 0; tries--) {
          const from = performance.now();
          stages[name]!(line);
          // The least of all: what the machine does besides is not the line's, and what the line costs it costs always.
          ms[i] = Math.min(ms[i]!, performance.now() - from);
          if (ms[i]! < limitMs / 4) break;
        }
      }
    }
  }
  const together = all.map((_, i) => took.reduce((sum, { ms }) => sum + ms[i]!, 0));
  const worst = (ms: ArrayLike<number>) => all[Array.from(ms).indexOf(quantile(ms, 1))]!;
  const sides = [...took, { name: 'together', ms: together }];
  return {
    bench: 'hostile',
    ratios: sides.map(({ name, ms }) =>
      lessIsBetter({
        name: `${name}, the worst of ${all.length} lines`,
        unit: 'ms',
        ours: quantile(ms, 1),
        peer: 'limit',
        theirs: limitMs,
        target: 1,
      }),
    ),
    tables: [
      {
        title: 'milliseconds for a line of 500 characters',
        columns: ['stage', 'p50', 'p99', 'worst', 'the worst begins'],
        rows: sides.map(({ name, ms }) => [
          name,
          quantile(ms, 0.5),
          quantile(ms, 0.99),
          quantile(ms, 1),
          JSON.stringify(worst(ms).slice(0, shown)),
        ]),
      },
    ],
  };
};

function createStages(): Readonly<Record<string, (line: string) => unknown>> {
  // As the bot does before it says something.
  Array.from(screening());
  Array.from(compilingAll());
  const settings = someSettings();
  const command = (name: string): Command => ({
    ...{ name, aliases: [], level: 'viewer' },
    run: async () => ({ kind: 'ignored' }),
  });
  const hint = createHint(() => settings);
  const parse = createParse({
    settings: () => settings,
    commands: [command('ask'), command('game')],
    mention: command('mention'),
    isIgnored: () => false,
    tell: () => {},
  });
  const route = createRouter();
  const contain = createContainment(() => ({
    prefix: '!',
    botName: settings.bot.name,
    allowLinks: ['wikipedia.org'],
    blockedTerms,
  }));
  const prompts = {
    ...{
      ask: 'You are {bot}.',
      mention: '',
      examples: [],
      recap: { question: '{summary}', answer: '' },
      facts: '{facts}',
    },
    ...{ context: '{game}', summary: '', format: '', trad: '{language}', route: '', personas: {} },
  };
  return {
    parse: (line) => [hint(line), parse(aLine(line))],
    router: (line) => route(line, 'fr'),
    prompt: (question) => [
      isForEverybody(question, 'fr'),
      normalQuestion(question),
      buildPrompt({
        ...{ prompts, kind: 'ask', bot: 'bot', channel: 'channel', question },
        history: [{ question, answer: question }],
        facts: { source: 'wikipedia', text: question },
      }),
    ],
    containment: (line) => contain(line, { viewerName: 'viewer' }),
  };
}
