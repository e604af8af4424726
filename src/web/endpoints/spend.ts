import { z } from 'zod';
import type { CommandCostRow, CostRow } from '../../domain/cost.ts';
import type { Visitor } from '../access.ts';
import { done, type Endpoint, endpoint, problem } from '../api.ts';
import type { DashboardParts } from '../bot.ts';

const dayMs = 86_400_000;
const days = z.coerce.number().int().min(1).max(366).default(30);
const query = z.object({ days });
const counts = {
  calls: z.number(),
  promptTokens: z.number(),
  cachedTokens: z.number(),
  completionTokens: z.number(),
  cents: z.number().nullable().describe('null: the price is unknown'),
};
const place = { day: z.string(), channel: z.string() };
const row = z.object({ ...place, endpoint: z.string(), model: z.string(), ...counts });
const commandRow = z.object({ ...place, command: z.string().nullable().describe('null: the bot itself'), ...counts });
const viewerRow = z.object({ viewer: z.string(), login: z.string().nullable(), ...counts });
type ViewerRow = z.infer<typeof viewerRow>;
const mostViewers = 50;

/** What the models cost, for broadcasters of their channel and for whoever runs the bot. */
export function spendEndpoints({ bot, settings, clock }: DashboardParts): readonly Endpoint[] {
  const { spend } = bot.llm;
  function since(days: number): string {
    const first = new Date(clock.wall() - (days - 1) * dayMs);
    const two = (n: number) => String(n).padStart(2, '0');
    return `${first.getFullYear()}-${two(first.getMonth() + 1)}-${two(first.getDate())}`;
  }
  const seenBy =
    (visitor: Visitor) =>
    <Row extends { readonly channel: string }>(rows: readonly Row[]) =>
      rows.filter(({ channel }) => mayCount(visitor.roleIn(channel)));
  const away = problem(503, 'The store does not answer.');

  return [
    endpoint({
      method: 'GET',
      path: '/api/spend',
      about: 'Calls, tokens and cents by day and channel: by endpoint and model, and by command.',
      need: 'visitor',
      query,
      answer: z.object({
        rows: z.array(row),
        commands: z.array(commandRow),
        budget: z.object({ day: z.number().nullable(), channel: z.number().nullable() }),
      }),
      async run({ visitor, query: { days } }) {
        const [rows, commands] = await Promise.all([spend.rows(since(days)), spend.byCommand(since(days))]);
        if (!rows.ok || !commands.ok) return away;
        const seen = seenBy(visitor);
        const { day, channel } = settings().budget;
        return done({ rows: seen(rows.value), commands: seen(commands.value), budget: { day, channel } });
      },
    }),
    endpoint({
      method: 'GET',
      path: '/api/channels/{channel}/spend/viewers',
      about: 'For whom models were asked, the dearest first. Viewers who opted out are in no row.',
      need: 'broadcaster',
      query,
      answer: z.object({ rows: z.array(viewerRow) }),
      async run({ params, query: { days } }) {
        const read = await spend.byViewer(since(days));
        if (!read.ok) return away;
        const ofChannel = read.value.filter(({ channel }) => channel === params['channel']);
        const rows = [...Map.groupBy(ofChannel, ({ viewer }) => viewer)].map(([viewer, all]): ViewerRow => {
          const sum = (key: 'calls' | 'promptTokens' | 'cachedTokens' | 'completionTokens') =>
            all.reduce((total, each) => total + each[key], 0);
          const isUnknown = all.some(({ cents }) => cents === null);
          return {
            ...{ viewer, login: viewer === 'dashboard' ? '(dashboard)' : bot.journal.loginOf(viewer) },
            ...{ calls: sum('calls'), promptTokens: sum('promptTokens'), cachedTokens: sum('cachedTokens') },
            completionTokens: sum('completionTokens'),
            cents: isUnknown ? null : all.reduce((total, { cents }) => total + (cents ?? 0), 0),
          };
        });
        const byPrice = rows.toSorted((a, b) => (b.cents ?? 0) - (a.cents ?? 0) || b.calls - a.calls);
        return done({ rows: byPrice.slice(0, mostViewers) });
      },
    }),
    endpoint({
      method: 'GET',
      path: '/api/spend.csv',
      about: 'The same for a spreadsheet, by endpoint and model or by command.',
      need: 'visitor',
      query: z.object({ days, by: z.enum(['model', 'command']).default('model') }),
      answer: z.string().describe('text/csv'),
      async run({ visitor, query: { days, by } }) {
        const read = await (by === 'model' ? spend.rows(since(days)) : spend.byCommand(since(days)));
        if (!read.ok) return away;
        const columns = Object.keys((by === 'model' ? row : commandRow).shape);
        const cells = seenBy(visitor)<CostRow | CommandCostRow>(read.value).map((each) => {
          const values = new Map<string, string | number | null>(Object.entries(each));
          return columns.map((column) => values.get(column) ?? null);
        });
        const value = [columns, ...cells].map((line) => line.map(cell).join(',')).join('\r\n');
        return { ok: true, value: `${value}\r\n`, type: 'text/csv; charset=utf-8', file: `serdabot-spend-${by}.csv` };
      },
    }),
  ];
}

const mayCount = (role: string | null) => role === 'operator' || role === 'broadcaster';

/** A spreadsheet takes a text that begins with one of these signs for a formula. */
function cell(value: string | number | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
