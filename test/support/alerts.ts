import type { OpenDocuments } from '../../src/domain/documents.ts';
import type { Event, Tell } from '../../src/domain/event.ts';
import type { EndpointReport } from '../../src/domain/llm.ts';
import type { Health } from '../../src/domain/part.ts';
import type { Home } from '../../src/features/alerts/phrases.ts';
import { alertSettings } from '../../src/features/alerts/rules.ts';
import { createRunner, createStored, type Runner } from '../../src/features/alerts/run.ts';
import {
  createSandboxDiscord,
  createSandboxNtfy,
  createSandboxSlack,
  type SandboxHook,
} from '../../src/sandbox/hooks.ts';
import { openProcesses } from './documents.ts';
import { aHouse } from './house.ts';
import { createVirtualClock } from './virtual-clock.ts';

const cleanups: (() => unknown)[] = [];
/** Ends everything that the scenes of a test started. */
export async function endScenes() {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}
export const kept = <T extends { stop(): unknown }>(part: T): T => {
  cleanups.push(() => part.stop());
  return part;
};

export const minute = 60_000;
export const joined: Health = { state: 'joined', level: 'ok' };
export const down: Health = { state: 'down', level: 'unready' };

interface SceneOptions {
  readonly hooks?: Readonly<Record<string, { readonly kind: string; readonly hook: SandboxHook | string }>>;
  readonly settings?: Record<string, unknown>;
  readonly process?: string;
  /** Of the documents of each process. */
  readonly through?: (open: OpenDocuments) => OpenDocuments;
}

/** Alerts of a bot whose state the test sets, with real deliveries to stand-ins. */
export async function scene(options: SceneOptions = {}) {
  const clock = createVirtualClock();
  const health = new Map<string, Health>([['chat', joined]]);
  let endpoints: EndpointReport[] = [{ name: 'local', state: 'healthy' }];
  let sessions = 0;
  let spent = 0;
  const told: Event[] = [];
  const listeners = new Set<Tell>();
  const hooks = options.hooks ?? {};
  const env = Object.fromEntries(
    Object.entries(hooks).map(([name, { hook }]) => [
      `URL_${name.toUpperCase()}`,
      typeof hook === 'string' ? hook : hook.address,
    ]),
  );
  const to = Object.entries(hooks).map(([name, { kind }]) => ({ name, kind, url_env: `URL_${name.toUpperCase()}` }));
  let settings = alertSettings.parse({ to, ...options.settings });
  const openProcess = await openProcesses(['my_channel']);
  const { through = (open: OpenDocuments) => open } = options;
  const open = (process = 'one', over: Record<string, unknown> = {}) =>
    aHouse<Home>(
      {
        clock,
        process,
        settings: () => settings,
        secret: (name: string) => env[name] ?? null,
        tell: (event: Event) => void told.push(event),
        vitals: {
          health: () => health,
          listen(listener: Tell) {
            listeners.add(listener);
            return () => void listeners.delete(listener);
          },
        },
        models: {
          states: () => endpoints,
          conversations: { count: async () => sessions } as never,
        },
        spend: {
          today: async () => ({ day: { cents: spent, tokens: 0 }, channel: { cents: 0, tokens: 0 } }),
          onAlert() {},
        },
        ...over,
      } as never,
      { budget: { day: 100 }, llm: { endpoints: [{ name: 'local', url: 'http://127.0.0.1:9/v1', model: 'm' }] } },
    );
  const start = (house: Home) => createRunner(house, createStored(through(openProcess().open)));
  let runner: Runner = start(open(options.process));
  cleanups.push(() => runner.stop());
  /** Time passes, and the runner looks as often as it would. */
  async function pass(ms: number, each: () => void = () => {}) {
    for (let left = ms; left > 0; left -= 15_000) {
      await clock.advance(Math.min(15_000, left));
      each();
      await runner.look();
    }
  }
  return {
    clock,
    health,
    told,
    env,
    pass,
    open,
    start,
    hear: (event: Event) => {
      for (const listener of listeners) listener(event);
    },
    set: (change: { endpoints?: EndpointReport[]; sessions?: number; spent?: number }) => {
      endpoints = change.endpoints ?? endpoints;
      sessions = change.sessions ?? sessions;
      spent = change.spent ?? spent;
    },
    configure(over: Record<string, unknown>) {
      settings = alertSettings.parse({ to, ...options.settings, ...over });
    },
    get runner() {
      return runner;
    },
    /** The process ends and another one begins, with what is stored. */
    restart(process = 'two', over = {}) {
      runner.stop();
      runner = start(open(process, over));
    },
    titles: (hook: SandboxHook) => hook.messages.map(({ title }) => title),
  };
}

export const discord = async () => kept(await createSandboxDiscord());
export const slack = async () => kept(await createSandboxSlack());
export const ntfy = async (token?: string) => kept(await createSandboxNtfy(token));
export const ended = (ending: 'answered' | 'failed' | 'lost', more: Partial<Event> = {}): Event =>
  ({ kind: 'command.ended', command: 'ask', channel: 'my_channel', viewer: 'lea', ending, ...more }) as Event;
