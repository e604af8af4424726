import type { ChatMessage } from '../../src/domain/chat.ts';
import type { Command, Invocation } from '../../src/domain/command.ts';
import type { Event } from '../../src/domain/event.ts';
import type { Knowledge } from '../../src/domain/knowledge.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import type { SayAny } from '../../src/domain/phrases.ts';
import type { Settings } from '../../src/domain/settings.ts';
import type { Role, Viewer } from '../../src/domain/viewer.ts';
import { createMeter } from '../../src/pipeline/meter.ts';

export const aViewer = (login = 'lea', ...roles: Role[]): Viewer => ({
  id: `id-${login}`,
  login,
  name: login[0]!.toUpperCase() + login.slice(1),
  roles: new Set(roles),
});

let nextId = 0;
export const aLine = (text: string, over: Partial<ChatMessage> = {}): ChatMessage => ({
  id: `m${++nextId}`,
  channel: 'my_channel',
  roomId: '1',
  viewer: aViewer(),
  text,
  receivedAt: 1_000_000,
  replyToLogin: null,
  ...over,
});

export const aCall = (command: Command, args = '', over: Partial<ChatMessage> = {}): Invocation => ({
  command,
  args,
  message: aLine(args, over),
  deadline: 1_020_000,
  meter: createMeter(() => {}),
});

/** Says the key and its values: a test sees which phrase was chosen, whatever its wording is today. */
export const keySay: SayAny = (key, values = {}) =>
  [key, ...Object.entries(values).map(([name, value]) => `${name}=${value}`)].join(' ');

export function collectEvents() {
  const events: Event[] = [];
  return { events, tell: (event: Event) => void events.push(event) };
}

export const someSettings = (over: { [K in keyof Settings]?: Partial<Settings[K]> } = {}): Settings => {
  const base: Settings = {
    bot: { name: 'serdabot', channels: ['my_channel'], language: 'fr', prefix: '!' },
    twitch: { irc_url: 'ws://127.0.0.1:1', api_port: null },
    llm: {
      enabled: 'auto',
      fallback_mode: 'fun',
      reply_deadline: 20,
      failure_threshold: 1,
      endpoints: [],
      model_limits: null,
      limits_mode: 'modere',
    },
    rate_limiting: {
      user_cooldown: 10,
      max_requests_per_user_hour: 20,
      channel_cooldown: 0,
      command_cooldowns: {},
      allowances: [{ roles: ['broadcaster'], cooldown: 0, hourly: null }],
      line: {
        length: 100,
        head_start: { broadcaster: 12, moderator: 8, vip: 4, subscriber: 2, viewer: 0, background: -10 },
        commands: {},
      },
      max_concurrent_users: null,
      cleanup_interval: 600,
      max_idle_time: 3600,
      llm_retry_delay: 5,
      llm_backoff_multiplier: 2,
      llm_backoff_max: 300,
      health_check_enabled: false,
      health_check_interval: 30,
      health_check_timeout: 2,
      health_check_failures_threshold: 3,
      wikipedia_rate_limit: 1,
      igdb_rate_limit: 4,
    },
    knowledge: {
      wikipedia_url: 'https://{lang}.wikipedia.org',
      igdb_url: 'https://api.igdb.com/v4',
      libretranslate_url: null,
    },
    storage: {
      url: 'memory:',
      processes: 1,
      backup: { keep: 0, at: '04:30', folder: 'data/backups' },
      retention_days: 365,
    },
    web: { host: '127.0.0.1', port: 0 },
    log: { level: 'info' },
    chat: { send_via: 'irc' },
    budget: { day: null, channel: null, viewer: null, tokens: { day: null, channel: null, viewer: null } },
    links: { allow: [] },
    bots: { ignore: ['nightbot', 'streamelements'] },
    contact: '',
    max_concurrent_users_modere: null,
  };
  const merged = { ...base } as Record<string, unknown>;
  for (const [key, value] of Object.entries(over)) {
    merged[key] = { ...(base as unknown as Record<string, object>)[key], ...(value as object) };
  }
  return merged as unknown as Settings;
};

/** Every question is for a model. */
export const noKnowledge: Knowledge = {
  route: (subject) => ({ route: 'model', subject, aspect: 'chat', confidence: 1, tier: 'heavy' }),
  wikipedia: async () => ({ kind: 'nothing' }),
  igdb: async () => ({ kind: 'nothing' }),
};

/** The outcome as the chat sees it, accepted: what waits for that has been done. */
export async function handed(running: Promise<Outcome>): Promise<Outcome> {
  const outcome = await running;
  if (outcome.kind !== 'reply' || !outcome.onHanded) return outcome;
  const { onHanded, ...reply } = outcome;
  onHanded(Promise.resolve(reply.text));
  return reply;
}
