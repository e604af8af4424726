import type { Event } from '../../src/domain/event.ts';

/** What of the bot was reached: a gate that was never met in a month says something about the simulation. */
export interface Coverage {
  readonly [kind: string]: Readonly<Record<string, number>>;
}

export function createCoverage() {
  const all: Record<string, Record<string, number>> = {};
  const states = new Map<string, string>();
  const add = (kind: string, name: string, by = 1) => {
    const of = all[kind] ?? {};
    all[kind] = of;
    of[name] = (of[name] ?? 0) + by;
  };
  return {
    add,
    event(event: Event) {
      switch (event.kind) {
        case 'command.ended':
          add('endings', event.ending);
          if (event.source) add('rungs', event.source);
          if (event.ending === 'failed' && event.reason) add('failures', event.reason);
          return;
        case 'refused':
          return add('gates', event.gate);
        case 'endpoint.state':
          add('breaker', `${states.get(event.endpoint) ?? 'start'} -> ${event.state}`);
          return void states.set(event.endpoint, event.state);
        case 'chat.sent':
          return add('sent', event.reason ? `${event.result}: ${event.reason}` : event.result);
        case 'announcement.ended':
          return add('announcements', `${event.by}: ${event.result}`);
        case 'held back':
          return add('held back', event.rule);
        case 'llm.ended':
          return add('model calls', event.outcome);
        case 'settings.applied':
        case 'settings.rejected':
          return add('settings', event.kind);
      }
    },
    /** What Prometheus would read: families with a value that is not 0. */
    metrics(text: string) {
      const families = /^(serdabot_[a-z_]+?)(?:_bucket|_sum|_count)?(?:\{[^}]*\})? (?!0$)/gm;
      for (const name of new Set([...text.matchAll(families)].map(([, family]) => family))) {
        if (name && !all['metrics']?.[name]) add('metrics', name);
      }
    },
    of: (kind: string) => sorted(all[kind] ?? {}),
    all: (): Coverage =>
      Object.fromEntries(
        Object.keys(all)
          .sort()
          .map((kind) => [kind, sorted(all[kind] ?? {})]),
      ),
  };
}

export const sorted = (of: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1)));
