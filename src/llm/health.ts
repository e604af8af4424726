import type { EndpointReport } from '../domain/llm.ts';
import type { Health } from '../domain/part.ts';

/** Healthy is what has answered; what nobody has tried may be. */
export function modelHealth(endpoints: readonly EndpointReport[]): Health {
  if (endpoints.length === 0) return { state: 'off', level: 'ok' };
  const good = endpoints.filter(({ state, word }) => state === 'healthy' && !word).length;
  const untried = endpoints.filter(({ word }) => word === 'not tried yet').length;
  const detail = endpoints.map(describe).join(', ');
  if (good + untried < endpoints.length) {
    return { state: good + untried > 0 ? 'partly' : 'down', detail, level: 'degraded' };
  }
  return { state: good > 0 ? 'healthy' : 'not tried yet', detail, level: 'ok' };
}

function describe({ name, state, word, detail }: EndpointReport): string {
  if (word) return `${name}: ${word}${detail ? `: ${detail}` : ''}`;
  return `${name}: ${state}${detail ? ` (${detail})` : ''}`;
}
