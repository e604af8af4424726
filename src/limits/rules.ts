import type { LimitSettings } from '../domain/settings.ts';
import type { Priority, Role, Viewer } from '../domain/viewer.ts';
import type { Rules } from './ledger.ts';

/** What viewers who hold all of `roles` are allowed beyond others. 0 as `cooldown`, null as `hourly`: exempt. */
export interface Allowance {
  readonly roles: readonly Role[];
  /** Multiplies the cooldowns. */
  readonly cooldown: number;
  /** Multiplies the hourly cap. */
  readonly hourly: number | null;
}

/** Everything the RateLimiter reads, at every decision anew. */
export interface LimiterSettings
  extends Pick<LimitSettings, 'user_cooldown' | 'max_requests_per_user_hour' | 'cleanup_interval' | 'max_idle_time'> {
  /** How many model calls run at once. */
  readonly cap: number;
  /** Seconds between any two admissions in a channel. */
  readonly channel_cooldown?: number;
  /** Seconds between two uses of one command by one viewer, by the command's name. */
  readonly command_cooldowns?: Readonly<Record<string, number>>;
  readonly allowances?: readonly Allowance[];
  readonly line?: {
    /** How many may wait for a slot. */
    readonly length?: number;
    /** Seconds that each priority counts as having come earlier than it did. */
    readonly head_start?: Readonly<Partial<Record<Priority, number>>>;
  };
}

const onlyTheBroadcaster: readonly Allowance[] = [{ roles: ['broadcaster'], cooldown: 0, hourly: null }];

export type Rulebook = (viewer: Viewer, command: string) => Rules;

export function createRulebook(settings: () => LimiterSettings): Rulebook {
  let known: LimiterSettings | null = null;
  let plain: Rules | null = null;
  return (viewer, command) => {
    const current = settings();
    // Nearly everybody has no role: their rules are worked out once for each settings.
    if (viewer.roles.size > 0 || current.command_cooldowns) return rulesFor(current, viewer, command);
    if (current !== known || plain === null) plain = rulesFor(current, viewer, command);
    known = current;
    return plain;
  };
}

function rulesFor(settings: LimiterSettings, viewer: Viewer, command: string): Rules {
  let cooldown = 1;
  let hourly = 1;
  for (const { roles, ...allowed } of settings.allowances ?? onlyTheBroadcaster) {
    if (!roles.every((role) => viewer.roles.has(role))) continue;
    cooldown = Math.min(cooldown, allowed.cooldown);
    hourly = Math.max(hourly, allowed.hourly ?? Number.POSITIVE_INFINITY);
  }
  const own = settings.command_cooldowns;
  return {
    cooldownMs: settings.user_cooldown * cooldown * 1000,
    ownCooldownMs: own && Object.hasOwn(own, command) ? own[command]! * cooldown * 1000 : 0,
    cap: hourly === Number.POSITIVE_INFINITY ? hourly : Math.floor(settings.max_requests_per_user_hour * hourly),
    channelCooldownMs: (settings.channel_cooldown ?? 0) * 1000,
  };
}

/** No viewer is forgotten while one of these may still be counting. */
export function longestMs(settings: LimiterSettings): number {
  return (
    Math.max(
      settings.max_idle_time,
      settings.user_cooldown,
      settings.channel_cooldown ?? 0,
      ...Object.values(settings.command_cooldowns ?? {}),
    ) * 1000
  );
}
