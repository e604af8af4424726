import { z } from 'zod';
import type { EndpointFigures } from '../../domain/llm.ts';
import { priorities } from '../../domain/viewer.ts';
import { done, type Endpoint, endpoint, notStored, problem } from '../api.ts';
import type { DashboardParts } from '../bot.ts';

const seconds = z.number().min(-600).max(600);
const roles = z.enum(priorities);
const headStarts = z.partialRecord(roles, seconds.nullable());
const ofCommands = z.record(z.string().regex(/^[\p{L}\p{N}_-]{1,50}$/u), seconds.nullable());
const inEffect = z.object({
  head_start: z.record(z.string(), z.number()).describe('seconds by role'),
  commands: z.record(z.string(), z.number()).describe('seconds by command, added to those of the role'),
  /** What was changed here; everything else is as config.yaml has it. */
  changed: z.object({ head_start: z.array(z.string()), commands: z.array(z.string()) }),
});

const trialMs = 40_000;

/** The queue in front of the models, and who goes first in it. */
export function queueEndpoints({ bot, settings, modelLimits }: DashboardParts): readonly Endpoint[] {
  const { limits } = bot.limits;

  function prioritiesNow(channel: string) {
    const { line } = settings().rate_limiting;
    const changed = limits.priorities.read(channel);
    return {
      head_start: { ...line.head_start, ...changed.head_start },
      commands: { ...line.commands, ...changed.commands },
      changed: { head_start: Object.keys(changed.head_start), commands: Object.keys(changed.commands) },
    };
  }
  const known = () =>
    new Set([...bot.features.commands, bot.features.mention].map(({ name }) => name).concat(bot.features.typed.names));
  /** Null as a value: as config.yaml has it. */
  const merged = <T extends Readonly<Record<string, number | undefined>>>(
    now: T,
    sent: Readonly<Record<string, number | null>>,
  ) => Object.fromEntries(Object.entries({ ...now, ...sent }).filter(([, value]) => typeof value === 'number')) as T;

  return [
    endpoint({
      method: 'GET',
      path: '/api/queue',
      about: 'Who waits for a model, slots in use, endpoints, and who goes first.',
      need: 'visitor',
      answer: z.object({
        in_flight: z.number(),
        cap: z.number(),
        adaptive_cap: z.number(),
        by_role: z.record(z.string(), z.number()),
        waiting: z.array(
          z.object({
            channel: z.string(),
            command: z.string().nullable(),
            viewer: z.string().nullable(),
            priority: roles,
            waited_ms: z.number(),
          }),
        ),
        endpoints: z.array(
          z.object({
            name: z.string(),
            model: z.string(),
            state: z.string(),
            word: z.string().nullable(),
            detail: z.string().nullable(),
            active: z.number(),
            most: z.number().nullable().describe('calls at once; null: as many as there are slots'),
            failures: z.number(),
            retry_ms: z.number().nullable(),
            latency: z
              .object({ answers: z.number(), half_ms: z.number(), most_ms: z.number() })
              .nullable()
              .describe('of the last answers: half of them, and 19 of 20, took no longer'),
          }),
        ),
        tuned: z
          .object({
            ...{ at: z.string().nullable(), model: z.string().nullable(), raw: z.number().nullable() },
            ...{ moderate: z.number().nullable(), response_timeout: z.number().nullable() },
          })
          .nullable()
          .describe('what model_limits.json says of the last tuning'),
        priorities: inEffect,
      }),
      run({ visitor }) {
        const mine = settings().bot.channels.find((channel) => visitor.roleIn(channel) !== null) ?? '';
        const models = new Map(settings().llm.endpoints.map(({ name, model }) => [name, model]));
        const figures = new Map(bot.llm.models.figures().map((each) => [each.name, each]));
        const { tuned = null, modelName, responseTimeout } = modelLimits();
        return done({
          in_flight: limits.inFlight(),
          cap: limits.cap(),
          adaptive_cap: Math.min(limits.cap(), bot.llm.models.adaptiveCap()),
          by_role: limits.queue(),
          waiting: limits.waiting().map(({ waitedMs, ...call }) => ({
            ...call,
            // Who waits in another channel is none of this visitor's business.
            viewer: visitor.roleIn(call.channel) === null ? null : call.viewer,
            waited_ms: Math.round(waitedMs),
          })),
          endpoints: bot.llm.models.states().map(({ name, state, word = null, detail = null }) => ({
            ...{ name, state, word, detail: visitor.isOperator ? detail : null },
            ...figuresOf(figures.get(name)),
            model: models.get(name) ?? '',
          })),
          tuned: tuned && { ...tuned, model: modelName, response_timeout: responseTimeout },
          priorities: prioritiesNow(mine),
        });
      },
    }),
    endpoint({
      method: 'POST',
      path: '/api/endpoints/{endpoint}/try',
      about: 'Asks one model server for a word, whatever state it is in. It costs what such a call costs.',
      need: 'operator',
      answer: z.object({ ok: z.boolean(), text: z.string().nullable(), detail: z.string().nullable(), ms: z.number() }),
      async run({ params }) {
        const name = params['endpoint']!;
        const { llm, bot: about } = settings();
        if (!llm.endpoints.some((each) => each.name === name)) return problem(404, 'There is no such endpoint.');
        const tried = await bot.llm.models.attempt(name, about.channels[0]!, AbortSignal.timeout(trialMs));
        const { text, detail } = { text: null, detail: null, ...tried };
        return done({ ok: tried.ok, text, detail, ms: Math.round(tried.ms) });
      },
    }),
    endpoint({
      method: 'PUT',
      path: '/api/queue/priorities',
      about: 'Changes who goes first before the models. null puts a role or a command back to what config.yaml says.',
      need: 'operator',
      body: z
        .strictObject({
          head_start: headStarts.default({}),
          commands: ofCommands.default({}),
          channel: z.string().optional().describe('of one channel alone'),
        })
        .refine(({ head_start, commands }) => Object.keys({ ...head_start, ...commands }).length > 0, {
          message: 'expected at least one role in head_start, or one command in commands',
        }),
      answer: inEffect,
      async run({ body: { head_start, commands, channel } }) {
        const served = settings().bot.channels;
        const channels = channel === undefined ? served : served.filter((name) => name === channel.toLowerCase());
        if (channels.length === 0) return problem(404, 'No such channel is served here.');
        const names = known();
        const unknown = Object.entries(commands).find(([name, value]) => value !== null && !names.has(name));
        if (unknown) return problem(422, `commands.${unknown[0]}: there is no such command`);
        for (const each of channels) {
          const changed = await limits.priorities.change(each, (now) => ({
            head_start: merged(now.head_start, head_start as Record<string, number | null>),
            commands: merged(now.commands, commands),
          }));
          if (!changed.ok) return notStored;
        }
        return done(prioritiesNow(channels[0]!));
      },
    }),
  ];
}

function figuresOf(figures: EndpointFigures | undefined) {
  const { active = 0, most = null, failures = 0, retryMs = null, latency = null } = figures ?? {};
  return {
    ...{ active, most, failures, retry_ms: retryMs === null ? null : Math.round(retryMs) },
    latency: latency && {
      answers: latency.answers,
      half_ms: Math.round(latency.halfMs),
      most_ms: Math.round(latency.mostMs),
    },
  };
}
