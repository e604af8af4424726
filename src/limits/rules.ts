import type { LimitSettings } from '../domain/settings.ts';
import type { Viewer } from '../domain/viewer.ts';
import { own } from '../lib/own.ts';
import type { Rules } from './ledger.ts';

/** Everything the RateLimiter reads, at every decision anew. */
export interface LimiterSettings
  extends Pick<
    LimitSettings,
    | 'user_cooldown'
    | 'max_requests_per_user_hour'
    | 'channel_cooldown'
    | 'command_cooldowns'
    | 'allowances'
    | 'line'
    | 'cleanup_interval'
    | 'max_idle_time'
  > {
  /** How many model calls run at once. */
  readonly cap: number;
  /** What moderators changed in their channel: seconds by command, or for `all`. */
  readonly changed?: Changed;
}

/** By channel, then by the command's name or `all`. */
export type Changed = ReadonlyMap<string, Readonly<Record<string, number>>>;

export type Rulebook = (channel: string, viewer: Viewer, command: string) => Rules;

export function createRulebook(settings: () => LimiterSettings): Rulebook {
  // One command after the other comes with the same roles: none. They are worked out once, until something is another.
  let known: LimiterSettings | null = null;
  let place = '';
  let name = '';
  let roles: Viewer['roles'] = new Set();
  let rules: Rules | null = null;
  const alike = (theirs: Viewer['roles']) => theirs === roles || (theirs.size === 0 && roles.size === 0);
  return (channel, viewer, command) => {
    const current = settings();
    const same = current === known && channel === place && command === name && alike(viewer.roles);
    if (same && rules !== null) return rules;
    known = current;
    place = channel;
    name = command;
    roles = viewer.roles;
    rules = rulesFor(current, viewer, ownSeconds(current, channel, command), current.changed?.get(channel)?.['all']);
    return rules;
  };
}

function ownSeconds({ changed, command_cooldowns: configured }: LimiterSettings, channel: string, command: string) {
  return own(changed?.get(channel) ?? {}, command) ?? own(configured, command) ?? 0;
}

function rulesFor(settings: LimiterSettings, viewer: Viewer, own: number, all = settings.user_cooldown): Rules {
  let cooldown = 1;
  let hourly = 1;
  for (const allowed of settings.allowances) {
    if (!allowed.roles.every((role) => viewer.roles.has(role))) continue;
    cooldown = Math.min(cooldown, allowed.cooldown);
    hourly = Math.max(hourly, allowed.hourly ?? Number.POSITIVE_INFINITY);
  }
  return {
    cooldownMs: all * cooldown * 1000,
    ownCooldownMs: own * cooldown * 1000,
    cap: hourly === Number.POSITIVE_INFINITY ? hourly : Math.floor(settings.max_requests_per_user_hour * hourly),
    channelCooldownMs: settings.channel_cooldown * 1000,
  };
}

/** No viewer is forgotten while one of these may still be counting. */
export function longestMs(settings: LimiterSettings): number {
  return (
    Math.max(
      settings.max_idle_time,
      settings.user_cooldown,
      settings.channel_cooldown,
      ...Object.values(settings.command_cooldowns),
      ...[...(settings.changed?.values() ?? [])].flatMap((seconds) => Object.values(seconds)),
    ) * 1000
  );
}
