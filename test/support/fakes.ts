import type { Base } from '../../src/domain/base.ts';
import type { ChatMessage } from '../../src/domain/chat.ts';
import type { Command, Invocation } from '../../src/domain/command.ts';
import type { Event, Tell } from '../../src/domain/event.ts';
import type { Knowledge } from '../../src/domain/knowledge.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import type { SayAny } from '../../src/domain/phrases.ts';
import type { Configuration, EndpointSettings, Settings } from '../../src/domain/settings.ts';
import { schema } from '../../src/domain/settings-schema.ts';
import type { Role, Viewer } from '../../src/domain/viewer.ts';
import { linksOf, told } from '../../src/knowledge/index.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
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
  mayStore: true,
});

/** Says the key and its values: a test sees which phrase was chosen, whatever its wording is today. */
export const keySay: SayAny = (key, values = {}) =>
  [key, ...Object.entries(values).map(([name, value]) => `${name}=${value}`)].join(' ');

export function collectEvents() {
  const events: Event[] = [];
  return { events, tell: (event: Event) => void events.push(event) };
}

/** What a test says of the settings; the rest is as in a config.yaml that says nothing. */
export type Some<T> = T extends readonly (infer Item)[]
  ? readonly Some<Item>[]
  : T extends object
    ? { readonly [K in keyof T]?: Some<T[K]> | undefined }
    : T;

/** What every room is given; `configure` is a reload. */
export function aBase(
  over: Some<Settings> = {},
  { clock = systemClock, tell = () => {} }: { readonly clock?: Clock; readonly tell?: Tell } = {},
) {
  const make = (over: Some<Settings>): Configuration => ({
    settings: someSettings(over),
    features: new Map(),
    limits: { cap: 4, maxHistoryMessages: 10, responseTimeout: null, modelName: null },
    folder: '/nowhere',
    warnings: [],
  });
  let current = make(over);
  const listeners: ((next: Configuration, previous: Configuration) => void)[] = [];
  return {
    configuration: {
      current: () => current,
      onChange: (listener: (typeof listeners)[number]) => void listeners.push(listener),
    },
    settings: () => current.settings,
    clock,
    tell,
    configure(next: Some<Settings>) {
      const previous = current;
      current = make(next);
      for (const listener of listeners) listener(current, previous);
    },
  } satisfies Base & { configure: unknown };
}

/** Nothing real: memory only, no backup, ports that nobody listens on. */
const ofTests = {
  bot: { channels: ['my_channel'] },
  twitch: { irc_url: 'ws://127.0.0.1:1' },
  storage: { url: 'memory:', backup: { keep: 0 } },
  web: { port: 0 },
  // A test of these limits sets them; others type as quickly as they like.
  rate_limiting: { light_cooldown: 0, light_channel_cooldown: 0, newcomers_per_hour: null },
};

let defaults: Settings | null = null;

export function someSettings(over: Some<Settings> = {}): Settings {
  if (Object.keys(over).length === 0) {
    defaults ??= schema.parse(ofTests);
    return structuredClone(defaults);
  }
  const merged: Record<string, unknown> = { ...ofTests };
  for (const [key, value] of Object.entries(over)) {
    const base = ofTests[key as keyof typeof ofTests];
    merged[key] = value !== null && typeof value === 'object' ? { ...base, ...value } : value;
  }
  return schema.parse(merged);
}

export const anEndpoint = (name: string, url: string, over: Some<EndpointSettings> = {}): EndpointSettings =>
  schema.shape.llm.parse({ endpoints: [{ name, url, model: `${name}-model`, ...over }] }).endpoints[0]!;

/** Every question is for a model. */
export const noKnowledge: Knowledge = {
  route: (subject) => ({ route: 'model', subject, aspect: 'chat', confidence: 1, tier: 'heavy' }),
  wikipedia: async () => ({ kind: 'nothing' }),
  igdb: async () => ({ kind: 'nothing' }),
  game: async () => ({ kind: 'nothing' }),
  live: async () => null,
  choices: { offer() {}, awaits: () => false, fits: () => false, taken: () => null },
  told: (found) => told(found, keySay),
  linksOf,
};

/** Runs a command as if its reply reached the chat. */
export async function handed(
  command: Command,
  call: Invocation,
  signal = new AbortController().signal,
): Promise<Outcome> {
  const outcome = await command.run(call, signal);
  if (outcome.kind === 'reply') command.onHanded?.(call, outcome, Promise.resolve(outcome.text));
  return outcome;
}
