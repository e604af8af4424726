import { duration } from '../../domain/duration.ts';
import type { SayAny } from '../../domain/phrases.ts';
import type { Incident, Symptom } from './incidents.ts';
import type { Home } from './phrases.ts';
import type { Notice } from './places.ts';
import { isUrgent } from './rules.ts';

/** An incident as people read it. */
export function noticeOf({ say, config, language }: Home, incident: Incident): Notice {
  const { cause, openedAt, resolvedAt, symptoms } = incident;
  const bot = config().bot.name;
  const live = symptoms.filter(({ goneAt }) => resolvedAt !== null || goneAt === null);
  const shown = live.length > 0 ? live : symptoms;
  // The values were stored with the rule.
  const sentence = ({ rule, values }: Symptom) => (say as SayAny)(`alerts.rule.${rule}`, values);
  const time = new Intl.DateTimeFormat(language(), { dateStyle: 'short', timeStyle: 'short' }).format(
    Math.min(...shown.map(({ since }) => since)),
  );
  const first = shown[0]!;
  const what = sentence(first);
  const lines = shown.slice(1).map((symptom) => `• ${sentence(symptom)}`);
  const status = resolvedAt === null ? 'open' : 'resolved';
  const title =
    resolvedAt === null
      ? say('alerts.open', { bot, what })
      : say('alerts.resolved', { bot, what, after: duration(say, resolvedAt - openedAt) });
  const todo = resolvedAt === null ? [say(`alerts.do.${first.rule}`)] : [];
  return {
    id: `${cause}-${openedAt}`,
    status,
    cause,
    bot,
    title,
    text: [say('alerts.since', { time }), ...lines, ...todo].join('\n'),
    urgent: isUrgent(cause),
    openedAt,
    resolvedAt,
    symptoms: shown.map(({ rule, values }) => ({ rule, values })),
  };
}

/** `at`: Unix milliseconds. */
export const testNotice = (bot: string, title: string, text: string, at: number): Notice => ({
  id: `test-${at}`,
  status: 'test',
  cause: 'test',
  bot,
  title,
  text,
  urgent: false,
  openedAt: at,
  resolvedAt: null,
  symptoms: [],
});
