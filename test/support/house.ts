import type { Command } from '../../src/domain/command.ts';
import type { Feature, House } from '../../src/domain/feature.ts';
import type { Models } from '../../src/domain/llm.ts';
import type { Settings } from '../../src/domain/settings.ts';
import { createCompile } from '../../src/domain/template.ts';
import { keySay, noKnowledge, type Some, someSettings } from './fakes.ts';
import { createVirtualClock } from './virtual-clock.ts';

type Over = Partial<Omit<House, 'config' | 'models' | 'chat' | 'limits'>> & {
  readonly config?: () => Settings;
  readonly models?: Partial<Models>;
  readonly chat?: Partial<House['chat']>;
  readonly limits?: Partial<House['limits']>;
};

const noTwitch = async () => ({ ok: false, scope: null, reason: 'no token' });

/** The house as a feature sees it, where nothing happens but what a test puts in. `H`: the feature's own view of it. */
export function aHouse<H = House>(over: Over = {}, settings: Some<Settings> = {}): H {
  const config = someSettings(settings);
  const document = {
    read: () => ({}),
    change: async () => ({ ok: false, reason: 'closed', detail: '' }),
    onChange() {},
  };
  const house = {
    settings: () => undefined,
    config: () => config,
    prefix: () => '!',
    language: () => 'fr',
    say: keySay,
    clock: createVirtualClock(),
    tell() {},
    documents: (_name: string, _schema: unknown, initial: unknown) => ({ ...document, read: () => initial }),
    collection: () => ({
      read: () => new Map(),
      edits: () => [],
      change: async () => ({ ok: false }),
      append: async () => null,
      onChange() {},
      erase: async () => ({ ok: true, value: null }),
    }),
    undo: async () => ({ kind: 'nothing' }),
    compile: createCompile(() => new Map()),
    streams: {
      streamer: noTwitch,
      setTitle: noTwitch,
      setCategory: noTwitch,
      followedAt: noTwitch,
      shoutOut: noTwitch,
      clip: noTwitch,
    },
    schedule: { every() {}, daily() {}, cron() {} },
    knowledge: noKnowledge,
    translate: async () => ({ kind: 'ignored' }),
    sayable: async () => true,
    leaves: async () => true,
    knows: () => null,
    persona: () => null,
    secret: () => null,
    vitals: { health: () => new Map(), listen: () => () => {} },
    process: 'test',
    journal: { note() {}, of: () => null, lastUnanswered: () => null, forget() {} },
    privacy: {
      optOut: async () => 'done',
      optIn: async () => 'done',
      isOptedOut: async () => ({ ok: true, value: false }),
      audit: async () => ({ ok: true, value: null }),
      scrub: async () => ({ ok: true, value: null }),
    },
    spend: {
      today: async () => ({ day: { cents: 0, tokens: 0 }, channel: { cents: 0, tokens: 0 } }),
      onAlert() {},
      rows: async () => ({ ok: true, value: [] }),
    },
    caches: () => [],
    commands: () => [],
    typed: () => null,
    about: () => null,
    ...over,
    chat: {
      joined: () => ['my_channel'],
      owned: () => ['my_channel'],
      announce: async () => ({ kind: 'accepted', id: 'a1' }),
      moderate: async () => ({ kind: 'done' }),
      stream: async () => null,
      lastStream: () => null,
      ...over.chat,
    },
    limits: {
      inFlight: () => 0,
      cap: () => 1,
      queue: () => ({ broadcaster: 0, moderator: 0, vip: 0, subscriber: 0, viewer: 0, background: 0 }),
      waiting: () => [],
      priorities: document,
      resetViewer() {},
      cooldowns: document,
      shared: () => null,
      ...over.limits,
    },
    models: {
      complete: async () => ({ kind: 'failed', reason: 'no_endpoint' }),
      attempt: async () => ({ ok: false, detail: 'not in use', ms: 0 }),
      states: () => [],
      adaptiveCap: () => Number.POSITIVE_INFINITY,
      answers: { keyOf: () => null, get: () => Promise.reject(new Error('no key')), stored: async () => null },
      conversations: {
        recall: async () => ({ summary: null, exchanges: [] }),
        remember: async () => {},
        about: async () => ({ ok: true, value: null }),
        forget: async () => ({ ok: true, value: null }),
        count: async () => 0,
      },
      personas: () => [],
      prompt: (_kind: string, { question }: { question: string }) => [{ role: 'user', content: question }],
      format: () => undefined,
      maxReplyTokens: () => 220,
      route: async (ruled: unknown) => ruled,
      ...over.models,
    },
  };
  return house as unknown as H;
}

/** Of a feature that is one file; what loads others is awaited: `(await feature.create(house)).commands`. */
export function commandsOf(feature: Feature, house: House): readonly Command[] {
  const parts = feature.create(house);
  if (parts instanceof Promise) throw new Error(`${feature.name} loads files: await its create()`);
  return parts.commands ?? [];
}
