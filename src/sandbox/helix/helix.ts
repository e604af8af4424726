import { randomUUID } from 'node:crypto';
import { type Clock, sleep, systemClock } from '../../lib/clock.ts';
import { keep } from '../bounded.ts';
import { createFaultScript, type Fault, type FaultScript, play } from '../faults.ts';
import { createLocalServer, send, type Visit } from '../server.ts';
import type { Account } from '../twitch/message.ts';
import { createSendRules, type SendRules } from '../twitch/send-rules.ts';
import { createDevices, type Devices } from './device.ts';
import { createEventSubSessions, type EventSubSessions } from './eventsub-sessions.ts';
import { createEventSubStage, type EventSubStage } from './eventsub-stage.ts';
import { createGate } from './gate.ts';
import { createGrants, type Grants } from './grants.ts';
import { createId } from './id.ts';
import { createOidc, type Oidc } from './oidc.ts';
import {
  createHelixChannel,
  type Deed,
  type Delivery,
  type HelixChannel,
  type HelixChannelOptions,
  type HelixWorld,
  type ModeratedChat,
  type SentMessage,
} from './world.ts';

export interface SandboxHelixOptions {
  readonly clock?: Clock;
  readonly clientId?: string;
  /** Null, the default, is a public client: no secret, and refresh tokens for one use. */
  readonly clientSecret?: string | null;
  readonly accounts: readonly Account[];
  /** Who signs in on web pages, beside the broadcasters. */
  readonly people?: readonly (Account & { readonly name?: string })[];
  readonly channels: readonly HelixChannelOptions[];
  /** Shows a line in chat and gives it an id. */
  readonly deliver?: (line: Delivery) => string;
  /** Shows what moderators do; without one nothing is known of lines. */
  readonly chat?: ModeratedChat;
  /** Hears every account's new token: chat takes it too. */
  readonly onIssued?: (accessToken: string, account: Account) => void;
  /** The windows that the account shares with its IRC connection. */
  readonly rules?: SendRules;
  /** How long an access token is good. */
  readonly lifeSeconds?: number;
  readonly deviceSeconds?: number;
  /** How often the bot may ask whether the code was typed. */
  readonly deviceInterval?: number;
  /** Helix points a minute. */
  readonly points?: number;
}

export interface HelixRequest {
  readonly at: number;
  readonly method: string;
  /** `auth/token`, `chat/messages` ... */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The access token that it came with. */
  readonly token: string | null;
  readonly body: string;
  status: number | null;
}

/** Twitch's API and its token service on one port, in the layout that twurple asks of a stand-in. */
export interface SandboxHelix {
  /** What goes into `twitch.api_port`. */
  readonly port: number;
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string | null;
  readonly grants: Grants;
  readonly oidc: Oidc;
  readonly devices: Devices;
  readonly requests: readonly HelixRequest[];
  readonly breaches: readonly string[];
  readonly sent: readonly SentMessage[];
  readonly deeds: readonly Deed[];
  /** The WebSocket at `/ws`, and what is told over it. */
  readonly eventsub: EventSubSessions & EventSubStage;
  /** Requests under way. */
  readonly open: number;
  channel(login: string): HelixChannel;
  /** How often a path was asked. */
  count(path: string): number;
  /** Calls back when a token is used for the first time, before it is answered. */
  onFirstUse(listener: (kind: 'access' | 'refresh', token: string) => void): void;
  /** What a path, or `*` for each, does instead of answering: until changed, or for the next `times`. */
  fault(path: string, fault: Fault | null, times?: number): void;
  /** The answer is made at once and leaves so much later. */
  delay(path: string, ms: number): void;
  /** Nobody listens any more; `accept` undoes it. */
  refuse(): Promise<void>;
  accept(): Promise<void>;
  stop(): Promise<void>;
}

/** Faults that show a part of the right answer; under the others the request never took effect. */
const showing = new Set<Fault>(['drip', 'truncated']);

export async function createSandboxHelix(options: SandboxHelixOptions): Promise<SandboxHelix> {
  const { clock = systemClock, clientSecret = null, clientId = 'sandboxclientid000000000000000' } = options;
  const client = { id: clientId, secret: clientSecret };
  const { lifeSeconds = 14_400, onIssued } = options;
  const grants = createGrants(client, clock, { lifeSeconds, onIssued });
  const { deviceInterval = 5, deviceSeconds = 1_800 } = options;
  const devices = createDevices(clock, deviceInterval);
  const requests: HelixRequest[] = [];
  const breaches: string[] = [];
  const counts = new Map<string, number>();
  const scripts = new Map<string, FaultScript<Fault>>();
  const delays = new Map<string, number>();
  const usedTokens = new Set<string>();
  const listeners: ((kind: 'access' | 'refresh', token: string) => void)[] = [];
  const used = (kind: 'access' | 'refresh', token: string) => {
    if (usedTokens.has(token)) return;
    usedTokens.add(token);
    for (const listener of listeners) listener(kind, token);
  };
  const world: HelixWorld = {
    clock,
    grants,
    accounts: [...options.accounts],
    channels: new Map(options.channels.map((channel) => [channel.login, createHelixChannel(channel)])),
    rules: options.rules ?? createSendRules({ clock }),
    sent: [],
    deeds: [],
    eventsub: createEventSubSessions(
      clock,
      () => `ws://127.0.0.1:${server.port}/ws`,
      (what) => breach(what),
    ),
    deliver: options.deliver ?? (() => randomUUID()),
    chat: options.chat ?? null,
  };
  const id = createId({ client, grants, devices, clock, deviceSeconds, deviceInterval, used });
  const gate = createGate({ world, client, points: options.points ?? 800, used });
  const oidc = createOidc({
    client,
    grants,
    clock,
    people: () => [...world.channels.values(), ...(options.people ?? [])],
  });
  const breach = (what: string) => keep(breaches, what);

  function answer(visit: Visit, path: string) {
    if (visit.method === 'GET' && path === 'auth/authorize') return oidc.authorize(visit.url.searchParams, breach);
    if (visit.method === 'GET' && path === 'auth/keys') return oidc.keys();
    if (path.startsWith('auth/')) return id(visit, path.slice('auth/'.length), breach);
    if (visit.url.pathname.startsWith('/mock/') || path === 'eventsub/subscriptions') return gate(visit, path, breach);
    breach(`${visit.method} ${visit.url.pathname}`);
    return { status: 404, json: { error: 'Not Found', status: 404, message: '' } };
  }

  const server = await createLocalServer(async (visit) => {
    const { res, url, headers } = visit;
    const path = url.pathname.replace(/^\/(?:mock\/)?/, '');
    const request: HelixRequest = {
      at: clock.now(),
      method: visit.method,
      path,
      query: Object.fromEntries(url.searchParams),
      token: /^(?:Bearer|OAuth) (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? null,
      body: visit.body,
      status: null,
    };
    keep(requests, request, 1000);
    counts.set(path, (counts.get(path) ?? 0) + 1);
    res.once('close', () => {
      request.status = res.headersSent ? res.statusCode : null;
    });
    const fault = scripts.get(path)?.take() ?? scripts.get('*')?.take() ?? null;
    const contentType = 'application/json; charset=utf-8';
    if (fault !== null && !showing.has(fault)) return play(fault, visit, { contentType, body: '{}' }, clock);
    const reply = answer(visit, path);
    const body = reply.text ?? (reply.json === undefined ? '' : JSON.stringify(reply.json));
    const ms = delays.get(path) ?? 0;
    if (ms > 0) await sleep(clock, ms, visit.signal);
    if (visit.signal.aborted) return;
    if (fault !== null) return play(fault, visit, { contentType, body }, clock);
    send(res, reply.status, { ...(body && { 'content-type': contentType }), ...reply.headers }, body);
  }, world.eventsub.upgrade);

  return {
    port: server.port,
    url: server.url,
    clientId,
    clientSecret,
    grants,
    oidc,
    devices,
    requests,
    breaches,
    sent: world.sent,
    deeds: world.deeds,
    // Its getters count on.
    eventsub: Object.assign(Object.create(world.eventsub), createEventSubStage(world, world.eventsub)),
    get open() {
      return server.open;
    },
    channel(login) {
      const channel = world.channels.get(login);
      if (!channel) throw new Error(`the sandbox has no channel "${login}"`);
      return channel;
    },
    count: (path) => counts.get(path) ?? 0,
    onFirstUse: (listener) => void listeners.push(listener),
    fault(path, fault, times) {
      const script = scripts.get(path) ?? createFaultScript<Fault>();
      scripts.set(path, script);
      script.set(fault, times);
    },
    delay: (path, ms) => void delays.set(path, ms),
    refuse: server.refuse,
    accept: server.accept,
    stop: server.stop,
  };
}
