import { z } from 'zod';
import { done, type Endpoint, endpoint, problem } from '../api.ts';
import type { DashboardParts } from '../bot.ts';

const dayMs = 86_400_000;
const query = z.object({ days: z.coerce.number().int().min(1).max(366).default(30) });
const row = z.object({
  day: z.string(),
  channel: z.string(),
  endpoint: z.string(),
  model: z.string(),
  calls: z.number(),
  promptTokens: z.number(),
  cachedTokens: z.number(),
  completionTokens: z.number(),
  cents: z.number().nullable().describe('null: the price is unknown'),
});
const columns = Object.keys(row.shape) as (keyof z.infer<typeof row>)[];

/** What the models cost, for broadcasters of their channel and for whoever runs the bot. */
export function spendEndpoints({ bot, settings, clock }: DashboardParts): readonly Endpoint[] {
  async function rowsFor(days: number, sees: (channel: string) => boolean) {
    const since = new Date(clock.wall() - (days - 1) * dayMs);
    const two = (n: number) => String(n).padStart(2, '0');
    const day = `${since.getFullYear()}-${two(since.getMonth() + 1)}-${two(since.getDate())}`;
    const read = await bot.llm.spend.rows(day);
    return read.ok ? read.value.filter(({ channel }) => sees(channel)) : null;
  }
  const away = problem(503, 'The store does not answer.');

  return [
    endpoint({
      method: 'GET',
      path: '/api/spend',
      about: 'Calls, tokens and cents by day, channel, endpoint and model.',
      need: 'visitor',
      query,
      answer: z.object({
        rows: z.array(row),
        budget: z.object({ day: z.number().nullable(), channel: z.number().nullable() }),
      }),
      async run({ visitor, query: { days } }) {
        const rows = await rowsFor(days, (channel) => mayCount(visitor.roleIn(channel)));
        const { day, channel } = settings().budget;
        return rows ? done({ rows, budget: { day, channel } }) : away;
      },
    }),
    endpoint({
      method: 'GET',
      path: '/api/spend.csv',
      about: 'The same for a spreadsheet.',
      need: 'visitor',
      query,
      answer: z.string().describe('text/csv'),
      async run({ visitor, query: { days } }) {
        const rows = await rowsFor(days, (channel) => mayCount(visitor.roleIn(channel)));
        if (!rows) return away;
        const lines = [columns, ...rows.map((each) => columns.map((column) => each[column]))];
        const value = lines.map((line) => line.map(cell).join(',')).join('\r\n');
        return { ok: true, value: `${value}\r\n`, type: 'text/csv; charset=utf-8', file: 'serdabot-spend.csv' };
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
