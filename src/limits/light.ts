import type { LightPace } from '../domain/verdict.ts';
import type { Viewer } from '../domain/viewer.ts';
import type { Clock } from '../lib/clock.ts';
import { own } from '../lib/own.ts';
import type { Answer, Grant } from './memory-ledger.ts';
import type { LimiterSettings } from './rules.ts';

/** What a light command asks of these limits. */
export interface LightRequest {
  readonly channel: string;
  readonly viewer: Viewer;
  readonly pace: LightPace;
}

/** Where windows are stored, by their keys. */
export interface WindowStore {
  set(key: string, leftMs: number): void;
  delete(key: string): void;
}

export interface LightLimits {
  admit(request: LightRequest, settings: LimiterSettings, now: number): Answer;
  /** Forgives the viewer's uses. What the whole channel waits for stays. */
  reset(channel: string, viewerId: string): void;
  /** From now on windows are stored there too. */
  storeIn(store: WindowStore): void;
  /** A window of a process before this one. */
  restore(key: string, leftMs: number): void;
}

/** Windows that are open at once, at most. */
const mostWindows = 100_000;
const granted = { granted: true, settle() {} } as const;

/**
 * The limits of light commands: seconds for each viewer, and for each command in a channel. They never count as
 * questions, and are this process's own: a channel is served by one process at a time.
 */
export function createLightLimits(clock: Clock): LightLimits {
  /** When each window ends, by what it is about; what ends first need not stand first. */
  const ends = new Map<string, number>();
  let stored: WindowStore | null = null;

  function close(key: string) {
    ends.delete(key);
    stored?.delete(key);
  }

  function open(key: string, until: number) {
    ends.delete(key);
    ends.set(key, until);
    if (ends.size <= mostWindows) return;
    const now = clock.now();
    for (const [known, end] of ends) if (end <= now) ends.delete(known);
    while (ends.size > mostWindows) ends.delete(ends.keys().next().value!);
  }

  return {
    admit({ channel, viewer, pace }, settings, now) {
      if (viewer.roles.has('broadcaster') || viewer.roles.has('moderator')) return granted;
      const { name, viewerSeconds, channelSeconds } = pace;
      const set = own(settings.changed?.get(channel) ?? {}, name) ?? own(settings.command_cooldowns, name);
      const ofViewer = viewerSeconds ?? set ?? null;
      // A command with seconds of its own neither waits for the other commands of the viewer nor makes them wait.
      const viewerKey = `${channel} ${viewer.id}${ofViewer === null ? '' : ` ${name}`}`;
      const windows = [
        { by: 'cooldown', key: viewerKey, seconds: ofViewer ?? settings.light_cooldown },
        { by: 'channel', key: `${channel}  ${name}`, seconds: channelSeconds ?? settings.light_channel_cooldown },
      ] as const;
      for (const { by, key, seconds } of windows) {
        const leftMs = seconds === 0 ? 0 : (ends.get(key) ?? 0) - now;
        if (leftMs > 0) return { granted: false, by, retryAfterMs: Math.ceil(leftMs) };
      }
      const opened = windows.filter(({ seconds }) => seconds > 0);
      for (const { key, seconds } of opened) {
        open(key, now + seconds * 1000);
        stored?.set(key, seconds * 1000);
      }
      return {
        granted: true,
        settle(ran) {
          // What did not run was never there.
          if (!ran) for (const { key } of opened) close(key);
        },
      };
    },
    reset(channel, viewerId) {
      const key = `${channel} ${viewerId}`;
      for (const known of ends.keys()) if (known === key || known.startsWith(`${key} `)) close(known);
    },
    storeIn(store) {
      stored = store;
    },
    restore(key, leftMs) {
      const until = clock.now() + leftMs;
      if (until > (ends.get(key) ?? 0)) open(key, until);
    },
  };
}

/** Behind a grant of the light limits: both hold, or neither does. */
export function withLight(light: Grant | null, then: Answer): Answer {
  if (light === null) return then;
  if (!then.granted) {
    light.settle(false);
    return then;
  }
  return {
    granted: true,
    settle(ran) {
      light.settle(ran);
      then.settle(ran);
    },
  };
}
