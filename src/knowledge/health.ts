import type { Health } from '../domain/part.ts';

/** Knowledge is as good as those of its sources that were asked. */
export function sourcesHealth(sources: readonly { readonly name: string; readonly state: string }[]): Health {
  const asked = sources.filter(({ state }) => state === 'ok' || state === 'failing');
  const failing = asked.filter(({ state }) => state === 'failing');
  const detail = sources.map(({ name, state }) => `${name}: ${state}`).join(', ');
  if (asked.length === 0) return { state: 'not tried yet', detail, level: 'ok' };
  if (failing.length === 0) return { state: 'ok', detail, level: 'ok' };
  return { state: failing.length < asked.length ? 'partly' : 'down', detail, level: 'degraded' };
}
