import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import type { Configuration, EndpointSettings } from '../../src/domain/settings.ts';
import type { Clock } from '../../src/lib/clock.ts';
import type { Prompts } from '../../src/llm/prompt.ts';
import { type About, shown } from './about.ts';
import { entryOf } from './entry.ts';
import { readObject, writeLimits, writeWhole } from './files.ts';
import { type Tried, turn } from './knobs.ts';
import { createModel, replyTokens } from './model.ts';
import { inWords, type Mode, type Options, type What } from './options.ts';
import { createQuestions } from './questions.ts';
import { type ReportMode, renderReport } from './report.ts';
import { openSaved } from './saved.ts';
import type { Display } from './screen.ts';
import { findCap, type Plan } from './search.ts';
import { figuresOf } from './tally.ts';
import { modeWords } from './words.ts';

export interface Tuning {
  readonly options: Options;
  readonly configuration: Configuration;
  readonly endpoint: EndpointSettings;
  readonly key: string | undefined;
  readonly prompts: Prompts;
  readonly about: About;
  readonly out: string;
  readonly display: Display;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onDead: (sentence: string) => void;
}

interface Said {
  readonly verdict: string;
  readonly notes: readonly string[];
}

export interface Tuned {
  readonly kind: 'tuned' | 'stopped';
  readonly said: readonly Said[];
  readonly written: readonly string[];
  readonly figures: object;
  /** Whether something was found, and holds. */
  readonly holds: boolean;
  /** Answers that a later run need not ask for again. */
  readonly kept: number;
  readonly keptWords: string;
}

/** The same questions in the same order in each run. */
const seed = 9;
const histories = [0, 2, 4, 6, 8, 10, 14, 20, 30];
const replies = [60, 100, 140, 180, replyTokens, 300];

export async function tune(tuning: Tuning): Promise<Tuned> {
  const { options, configuration, endpoint, about, clock, signal, display } = tuning;
  const { settings, limits } = configuration;
  const out = resolve(tuning.out);
  const share = Number((1 - options.percentile / 100).toFixed(6));
  const confidence = options.confidence / 100;
  const cooldownMs = settings.rate_limiting.user_cooldown * 1000;
  const begun = clock.now();
  const parts: readonly (Mode | What)[] = [
    ...(options.what.includes('cap') ? options.modes : []),
    ...options.what.filter((one) => one !== 'cap'),
  ];
  /** Each part gets an even share of the time that is left, so that one that is quick leaves it to the next. */
  const timeFor = (part: Mode | What) => {
    const left = parts.length - parts.indexOf(part);
    return Math.max(0, (begun + options.budgetMs - clock.now()) / left);
  };

  const crowd = {
    prompts: tuning.prompts,
    language: settings.bot.language,
    bot: settings.bot.name,
    channel: settings.bot.channels[0] ?? '',
    seed,
    run: randomBytes(3).toString('hex'),
  };
  const model = createModel({
    endpoint,
    key: tuning.key,
    clock,
    sloMs: options.sloMs,
    firstMs: Math.min(options.budgetMs, 120_000),
    onDead: tuning.onDead,
  });
  const ask = model.asking(createQuestions({ ...crowd, history: limits.maxHistoryMessages }));

  const { sloMs, max } = options;
  const { kind, quantisation } = about;
  const server = { url: shown(endpoint.url), model: endpoint.model, kind, quantisation };
  const same = { server, sloMs, share, confidence, max, cooldownMs };
  const saved = await openSaved(`${out}.tuning`, { ...same, history: limits.maxHistoryMessages });
  if (saved.answers > 0)
    display.line(`  going on from an earlier run: ${saved.answers} answers need not be asked for again`);

  const said: Said[] = [];
  const reports: ReportMode[] = [];
  const file: Record<string, unknown> = {};
  const verdicts: Record<string, object> = {};
  const figures: Record<string, unknown> = {};
  let holds = true;
  let brut: number | null = null;

  for (const mode of options.what.includes('cap') ? options.modes : []) {
    const plan: Plan = {
      share,
      confidence,
      sloMs,
      max,
      pauseMs: mode === 'brut' ? 0 : cooldownMs,
      start: Math.min(max, Math.max(1, brut ?? about.parallel ?? 1)),
      budgetMs: timeFor(mode),
      seed,
    };
    const known = saved.of(mode);
    display.begin(modeWords[mode], sloMs, plan.budgetMs, known?.tallies ?? []);
    const heard = new Map(known?.tallies.map((tally) => [tally.users, tally]));
    const found =
      known?.found ??
      (await findCap({
        plan,
        clock,
        ask,
        signal,
        known: known?.tallies ?? [],
        watcher: {
          ...display,
          judged(tally) {
            display.judged?.(tally);
            if (tally.by === 'sustain' && tally.verdict !== 'fail') return;
            heard.set(tally.users, tally);
            void saved.keep(mode, { tallies: [...heard.values()] }).catch(() => {});
          },
        },
      }));
    display.end();
    await saved.keep(mode, { tallies: found.tallies, ...(signal.aborted ? {} : { found }) });
    if (signal.aborted) return stopped();
    if (mode === 'brut') brut = found.cap;
    const entry = entryOf(mode, found, plan, { ...tuning, cooldownMs });
    said.push(entry.said);
    reports.push(entry.report);
    verdicts[mode] = entry.verdict;
    figures[mode] = entry.verdict;
    holds &&= found.cap > 0;
    // Not even one at a time holds: a bot that asks one at a time is the best there is.
    file[`max_concurrent_users_${mode}`] = Math.max(1, found.cap - Math.floor(found.cap * options.headroom));
    file[`test_results_${mode}`] = found.tallies.map(figuresOf);
  }

  const knobs = options.what.filter((one) => one !== 'cap');
  const users = Number(file[`max_concurrent_users_${settings.llm.limits_mode}`] ?? (brut || limits.cap));
  const knobResults: Record<string, object> = {};
  for (const what of knobs) {
    const values = what === 'history' ? histories : replies;
    display.line(`  ${knobWords[what]}, with ${users} at once`);
    const turned = await turn({
      values,
      users,
      share,
      sloMs,
      clock,
      signal,
      until: clock.now() + timeFor(what),
      asking: (value) =>
        what === 'history'
          ? model.asking(createQuestions({ ...crowd, run: `${crowd.run}h${value}`, history: value, full: true }))
          : model.asking(
              createQuestions({ ...crowd, run: `${crowd.run}t${value}`, history: limits.maxHistoryMessages }),
              {
                maxTokens: value,
                mayBeCut: true,
              },
            ),
      onTried: (tried) => display.line(triedLine(what, tried)),
    });
    if (signal.aborted) return stopped();
    const key = what === 'history' ? 'max_history_messages' : 'max_reply_tokens';
    if (turned.value !== null) file[key] = turned.value;
    else holds = false;
    const promise = `${options.percentile} % of answers within ${inWords(sloMs)} with ${users} at once`;
    const verdict =
      turned.value === null
        ? `${knobWords[what]}: none of them was seen to give ${promise}.`
        : `${knobWords[what]}: ${turned.value} is the most that gives ${promise}.`;
    said.push({ verdict, notes: [] });
    knobResults[what] = { users, value: turned.value, verdict, tried: turned.tried };
    figures[what] = knobResults[what];
  }

  const written: string[] = [];
  if (Object.keys(file).length > 0) {
    const cap = options.what.includes('cap');
    const before = await readObject(out).catch(() => ({}) as Record<string, unknown>);
    await writeLimits(
      out,
      {
        ...file,
        ...(cap
          ? {
              model_name: endpoint.model,
              response_timeout: sloMs / 1000,
              tested_at: new Date(clock.wall()).toISOString(),
            }
          : {}),
        user_rate_limit: before['user_rate_limit'] ?? settings.rate_limiting.user_cooldown,
        tune: { ...verdicts, ...knobResults },
      },
      limits.maxHistoryMessages,
    );
    written.push(out);
  }
  if (reports.length > 0) {
    const report = out.replace(/(\.json)?$/, '.report.html');
    await writeWhole(
      report,
      renderReport({ title: `${endpoint.model}: how many at once`, facts: facts(), modes: reports }),
    );
    written.push(report);
  }
  await saved.drop();
  return {
    kind: 'tuned',
    said,
    written,
    figures: { ok: holds, out, ...file, ...figures },
    holds,
    kept: 0,
    keptWords: '',
  };

  function facts(): [string, string][] {
    const { kind, version, parallel, context, quantisation } = about;
    const known: [string, string | number | null][] = [
      ['Server', `${kind}${version ? ` ${version}` : ''}, ${shown(endpoint.url)}`],
      ['Model', `${endpoint.model}${quantisation ? ` (${quantisation})` : ''}`],
      ['Context', context === null ? null : `${context} tokens`],
      ['Says it does at once', parallel],
      ['Objective', `${options.percentile} % of answers within ${inWords(sloMs)}, ${options.confidence} % sure`],
      ['Measured', new Date(clock.wall()).toISOString().slice(0, 16).replace('T', ' ')],
    ];
    return known.flatMap(([name, value]) => (value === null ? [] : [[name, String(value)] as [string, string]]));
  }

  function stopped(): Tuned {
    const { answers } = saved;
    const keptWords = `Stopped; ${answers} answers are kept: the same command goes on from here.`;
    return { kind: 'stopped', said: [], written: [], figures: {}, holds: false, kept: answers, keptWords };
  }
}

const knobWords: Readonly<Record<What, string>> = {
  cap: 'Viewers at once',
  history: 'Messages of history (max_history_messages)',
  tokens: 'Tokens of an answer (max_reply_tokens)',
};

function triedLine(what: What, { value, requests, violations, p95_ms, verdict }: Tried): string {
  const words = { pass: 'holds', fail: 'too slow', open: 'no time to be sure' };
  const name = what === 'history' ? 'messages' : 'tokens';
  const took = p95_ms === null ? '–' : inWords(p95_ms);
  return `  ${String(value).padStart(6)} ${name}  p95 ${took}  ${violations}/${requests} late  ${words[verdict]}`;
}
