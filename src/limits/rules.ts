import type { Cooldowns, Priorities } from '../domain/limits.ts';
import type { LimitSettings } from '../domain/settings.ts';
import type { AdmissionRequest } from '../domain/verdict.ts';
import type { Viewer } from '../domain/viewer.ts';
import { own } from '../lib/own.ts';

/** What holds for this one viewer and command, multipliers applied. */
export interface Rules {
  readonly cooldownMs: number;
  /** Between two uses of this very command by this viewer, besides the cooldown of all commands. */
  readonly ownCooldownMs: number;
  /** Admissions in any window; Infinity for none. */
  readonly cap: number;
  readonly channelCooldownMs: number;
}

/** Everything the RateLimiter reads, at every decision anew. A change is a new object. */
export interface LimiterSettings extends LimitSettings {
  /** How many model calls run at once. */
  readonly cap: number;
  /** What moderators changed in their channel, by its name: seconds by command, or for `all`. */
  readonly changed?: ReadonlyMap<string, Cooldowns>;
  /** Who goes first before a model, where that was changed from config.yaml; by channel. */
  readonly priorities?: ReadonlyMap<string, Priorities>;
}

/** The rules that were worked out last, and for what. */
interface Known {
  readonly settings: LimiterSettings;
  readonly channel: string;
  readonly command: string;
  readonly roles: Viewer['roles'];
  readonly rules: Rules;
}

export function createRulebook(settings: () => LimiterSettings): (request: AdmissionRequest) => Rules {
  // Most commands come with the same roles as the one before: none. Their rules are worked out once.
  let known: Known | null = null;
  const isKnown = (last: Known, current: LimiterSettings, { channel, command, viewer: { roles } }: AdmissionRequest) =>
    last.settings === current &&
    last.channel === channel &&
    last.command === command &&
    (last.roles === roles || (last.roles.size === 0 && roles.size === 0));
  return (request) => {
    const current = settings();
    if (known !== null && isKnown(known, current, request)) return known.rules;
    const { channel, viewer, command } = request;
    const seconds = ownSeconds(current, channel, command);
    const rules = rulesFor(current, viewer, seconds, current.changed?.get(channel)?.['all']);
    known = { settings: current, channel, command, roles: viewer.roles, rules };
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
