import { z } from 'zod';
import type { Meter, Step, WaitFor } from '../../domain/command.ts';
import type { Outcome } from '../../domain/outcome.ts';
import { holds, type Role, type Viewer } from '../../domain/viewer.ts';
import type { Clock } from '../../lib/clock.ts';
import { createSlidingWindow } from '../../lib/window.ts';
import { done, type Endpoint, endpoint, problem } from '../api.ts';
import type { DashboardParts } from '../bot.ts';
import { typedBy, wouldSay } from '../typed.ts';

/** As many questions as the whole dashboard asks. Every one may cost money, which the budgets count. */
const perMinute = 6;
const perHour = 60;
const graceMs = 1_000;
const roles = ['viewer', 'subscriber', 'vip', 'moderator'] as const;

/** Nobody on Twitch is called like this: no conversation and no limit of a real viewer is touched. */
const asking = (role: (typeof roles)[number]): Viewer => ({
  ...{ id: 'dashboard', login: '(dashboard)', name: 'viewer' },
  roles: new Set<Role>(role === 'viewer' ? [] : [role]),
});

const at = { at_ms: z.number().describe('since the question') };
const step = z.discriminatedUnion('kind', [
  z.object({
    ...{ kind: z.literal('routed'), ...at, route: z.string(), subject: z.string(), aspect: z.string() },
    ...{ confidence: z.number(), tier: z.string() },
  }),
  z.object({
    ...{ kind: z.literal('looked'), ...at, source: z.string().nullable(), title: z.string().nullable() },
    ...{ found: z.enum(['fact', 'ambiguous', 'nothing', 'failed', 'unasked']), text: z.string().nullable() },
    direct: z.boolean().describe('the source’s own words are the answer'),
  }),
  z.object({
    ...{ kind: z.literal('prompted'), ...at, messages: z.array(z.object({ role: z.string(), content: z.string() })) },
  }),
  z.object({
    ...{ kind: z.literal('called'), ...at, endpoint: z.string(), model: z.string(), outcome: z.string() },
    ...{ detail: z.string().nullable(), ms: z.number() },
  }),
  z.object({ kind: z.literal('cached'), ...at, stale: z.boolean() }),
  z.object({ kind: z.literal('checked'), ...at, before: z.string(), after: z.string().nullable() }),
]);
type ToldStep = z.infer<typeof step>;

const explained = z.object({
  ending: z.enum(['answered', 'refused', 'failed', 'ignored']),
  source: z.string().nullable(),
  by: z.string().nullable().describe('the gate, or the reason'),
  text: z.string().nullable().describe('before the gate'),
  lines: z.array(z.string()).describe('what chat would read'),
  rule: z.string().nullable().describe('by which the gate would hold it back'),
  steps: z.array(step),
  waits: z.object({ slot: z.number(), upstream: z.number() }),
  ms: z.number(),
  cents: z.number(),
});

/** Where answers come from: what models are told, what the caches are good for, and the way of one question. */
export function answerEndpoints(parts: DashboardParts): readonly Endpoint[] {
  const { bot, settings, clock } = parts;
  const { features } = bot;
  const minute = createSlidingWindow(60_000);
  const hour = createSlidingWindow(3_600_000);

  return [
    endpoint({
      method: 'GET',
      path: '/api/channels/{channel}/answers',
      about: 'The persona and the prompts that models are told, and what the caches are good for.',
      need: 'broadcaster',
      answer: z.object({
        persona: z.string().nullable(),
        personas: z.array(z.object({ name: z.string(), text: z.string() })),
        prompts: z.array(z.object({ name: z.string(), text: z.string() })),
        caches: z.array(
          z.object({
            ...{ name: z.string(), entries: z.number(), bytes: z.number() },
            ...{ hits: z.number(), stale: z.number(), misses: z.number() },
          }),
        ),
      }),
      run({ params }) {
        const { prompts, personas } = bot.llm.models.told();
        const listed = (all: Readonly<Record<string, string>>) =>
          Object.entries(all).map(([name, text]) => ({ name, text }));
        return done({
          persona: features.persona(params['channel']!),
          personas: listed(personas),
          prompts: listed(prompts),
          caches: bot.storage.caches().map(({ name, stats }) => ({ name, ...stats() })),
        });
      },
    }),
    endpoint({
      method: 'POST',
      path: '/api/channels/{channel}/ask',
      about:
        'Asks as a viewer would, and explains the answer step by step. Nothing goes to chat, nothing is stored; what ' +
        'models cost is counted.',
      need: 'broadcaster',
      body: z.strictObject({
        question: z
          .string()
          .trim()
          .min(1)
          .max(480)
          .regex(/^[^\u0000-\u001f\u007f]*$/, 'expected one line'),
        role: z.enum(roles).default('viewer'),
      }),
      answer: explained,
      async run({ visitor, params, body: { question, role } }) {
        const channel = params['channel']!;
        const typed = commandIn(question);
        if (!typed) return problem(404, 'Only questions can be tried here: !ask, !game, !wiki, !trad.');
        const viewer = asking(role);
        if (!holds(viewer.roles, typed.command.level)) return problem(403, 'A viewer of that role may not use it.');
        const now = clock.now();
        const waitMs = Math.max(minute.waitMs(now, perMinute), hour.waitMs(now, perHour));
        if (waitMs > 0) return problem(429, `Too many questions from here. Wait ${Math.ceil(waitMs / 1000)} s.`);
        minute.add(now);
        hour.add(now);
        const meter = createTrace(clock);
        const call = typedBy(parts, { ...typed, channel, viewer }, meter);
        const patience = settings().llm.reply_deadline * 1000 + graceMs;
        const outcome = await typed.command.run(call, AbortSignal.timeout(patience));
        const ms = clock.now() - now;
        const would = await wouldSay(bot.outbox.rehearse, channel, outcome, { viewerName: viewer.name });
        return done({
          ...ended(outcome),
          ...{ lines: [], rule: null, ...would },
          // Why an endpoint fails is for whoever runs it.
          steps: meter.steps.map((each) =>
            each.kind === 'called' && !visitor.isOperator ? { ...each, detail: null } : each,
          ),
          waits: { slot: Math.round(meter.waits.slot), upstream: Math.round(meter.waits.upstream) },
          ...{ ms: Math.round(ms), cents: meter.cents },
        } satisfies z.infer<typeof explained>);
      },
    }),
  ];

  /** The command that a line is, and what is asked; a line without one is `!ask`. Null: it asks nothing. */
  function commandIn(line: string) {
    const asks = features.commands.filter(({ asks }) => asks);
    const find = (word: string) => asks.find(({ name, aliases }) => name === word || aliases.includes(word));
    const { prefix } = settings().bot;
    const command = line.startsWith(prefix)
      ? find(line.slice(prefix.length).split(/\s/, 1)[0]!.toLowerCase())
      : find('ask');
    if (!command) return null;
    return { command, args: line.startsWith(prefix) ? line.replace(/^\S+\s*/, '') : line };
  }
}

/** A meter that writes down what is done. */
function createTrace({ now }: Clock) {
  const began = now();
  const steps: ToldStep[] = [];
  const waits: Record<WaitFor, number> = { slot: 0, upstream: 0, send: 0 };
  let cents = 0;
  return {
    steps,
    waits,
    waited(what: WaitFor, ms: number) {
      waits[what] += ms;
    },
    get totalMs() {
      return waits.slot + waits.upstream + waits.send;
    },
    spent(more: number) {
      cents += more;
    },
    get cents() {
      return cents;
    },
    step(told: Step) {
      const since = { at_ms: Math.round(now() - began) };
      if (told.kind === 'prompted') steps.push({ ...told, ...since, messages: [...told.messages] });
      else if (told.kind === 'called') steps.push({ ...told, ...since, ms: Math.round(told.ms) });
      else steps.push({ ...told, ...since });
    },
  } satisfies Meter & { readonly steps: ToldStep[]; readonly waits: Record<WaitFor, number> };
}

function ended(outcome: Outcome): Pick<z.infer<typeof explained>, 'ending' | 'source' | 'by' | 'text'> {
  const nothing = { source: null, by: null, text: null };
  switch (outcome.kind) {
    case 'reply': {
      const { source, phrase = null, text } = outcome;
      return { ending: 'answered', source, by: phrase, text };
    }
    case 'refused':
      return { ...nothing, ending: 'refused', by: outcome.verdict.by };
    case 'failed':
      return { ...nothing, ending: 'failed', by: outcome.reason };
    case 'ignored':
      return { ...nothing, ending: 'ignored' };
  }
}
