import type { Health, Part } from '../domain/part.ts';

export interface Readiness {
  readonly status: 'ready' | 'degraded' | 'unready';
  readonly parts: Readonly<Record<string, Health>>;
}

/** Without the levels: what `/ready` says. */
export const plainly = ({ status, parts }: Readiness) => ({
  status,
  parts: Object.fromEntries(Object.entries(parts).map(([name, { level: _, ...shown }]) => [name, shown])),
});

/** Every part that has something to say of itself; as a whole the bot is as bad as the worst of them. */
export function readinessOf(parts: readonly Part[]): Readiness {
  const healths = parts.flatMap(({ name, health }) => {
    const own = health?.() ?? null;
    return own ? [[name, own] as const] : [];
  });
  const is = (level: Health['level']) => healths.some(([, health]) => health.level === level);
  return {
    status: is('unready') ? 'unready' : is('degraded') ? 'degraded' : 'ready',
    parts: Object.fromEntries(healths),
  };
}
