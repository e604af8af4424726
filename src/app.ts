import { join } from 'node:path';
import { type AskParts, createAsk, createMention } from './commands/ask.ts';
import { createBotStatus } from './commands/botstatus.ts';
import { type ChangedCooldowns, createCooldown } from './commands/cooldown.ts';
import { duration } from './commands/duration.ts';
import { createHelp } from './commands/help.ts';
import { createIgnore, createUnignore, type Ignored } from './commands/ignore.ts';
import { createPing } from './commands/ping.ts';
import { createResetLimit } from './commands/resetlimit.ts';
import { createWhy } from './commands/why.ts';
import type { ChatMessage } from './domain/chat.ts';
import type { Command, Invocation } from './domain/command.ts';
import type { Outcome } from './domain/outcome.ts';
import type { Say } from './domain/phrases.ts';
import type { Configuration, Language, Live } from './domain/settings.ts';
import type { Storage } from './domain/storage.ts';
import type { Seat } from './domain/verdict.ts';
import { type Clock, sleep, systemClock } from './lib/clock.ts';
import { createLimitsKeeper } from './limits/keeper.ts';
import { createRateLimiter } from './limits/rate-limiter.ts';
import { createConversations } from './llm/conversations.ts';
import { buildPrompt, type Prompts } from './llm/prompt.ts';
import { createLlm } from './llm/scheduler.ts';
import { type Contain, createOutbox } from './outbox/outbox.ts';
import { createAdmit } from './pipeline/admit.ts';
import { createDispatch } from './pipeline/dispatch.ts';
import { ended, endedEvent } from './pipeline/ended.ts';
import { createHint } from './pipeline/hint.ts';
import { createJournal } from './pipeline/journal.ts';
import { createLoops } from './pipeline/loops.ts';
import { createParse } from './pipeline/parse.ts';
import { sentence } from './pipeline/sentence.ts';
import { createKept } from './storage/kept.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import { createAuth } from './twitch/auth.ts';
import { createChannelTerms } from './twitch/channel-terms.ts';
import { createConnection } from './twitch/connection.ts';
import { createHelix, hasHelix } from './twitch/helix.ts';
import { needsOf } from './twitch/scopes.ts';
import { createReadiness } from './web/readiness.ts';
import type { WebServer } from './web/server.ts';
import type { Stage } from './web/stage.ts';

export { loadPrompts } from './llm/prompts.ts';
export { openStorage } from './storage/storage.ts';

/** What `commands_total{command}` may name: any other word is counted as `other`. */
export const commandNames = [
  'ask',
  'mention',
  'help',
  'ping',
  'botstatus',
  'why',
  'resetlimit',
  'cooldown',
  'ignore',
  'unignore',
] as const;

export interface AppParts {
  readonly configuration: Live<Configuration>;
  readonly say: Say;
  readonly prompts: Record<Language, Prompts>;
  readonly telemetry: Telemetry;
  /** Closed by `stop()`. */
  readonly storage: Storage;
  /** Tokens, and the keys that `api_key_env` names. */
  readonly env: NodeJS.ProcessEnv;
  /** Hears every secret that is read, so that no log line lets it through. */
  readonly learnSecret: (value: string) => void;
  readonly clock?: Clock;
  /** The demo's chat page; the bot itself has none. */
  readonly stage?: Stage | undefined;
}

export interface App {
  start(): Promise<void>;
  /** In-flight commands finish, new ones are not admitted; after 10 s the rest is refused. */
  stop(): Promise<void>;
  /** Where the web server listens; null before it does. */
  address(): { readonly host: string; readonly port: number } | null;
}

const drainMs = 9_000;
const refusalMs = 1_000;
const patienceMs = 1_500;
/** A longer stall of the event loop makes /live fail. */
const stallMs = 10_000;

/** The composition root. Everything is made and joined here, top to bottom, in the order a chat line meets it. */
export function createApp({
  configuration,
  say,
  prompts,
  telemetry,
  storage,
  env,
  learnSecret,
  clock = systemClock,
  stage,
}: AppParts): App {
  const { tell } = telemetry;
  const settings = () => configuration.current().settings;
  const startedAt = clock.now();
  const uptimeMs = () => clock.now() - startedAt;
  const stopping = new AbortController();

  // twitch/: lines come in, lines go out
  const auth = createAuth({
    file: join(configuration.current().folder, 'data', 'tokens.json'),
    env,
    apiPort: settings().twitch.api_port,
    login: settings().bot.name,
    needs: needsOf({ chat: settings().chat, secret: Boolean(env['TWITCH_CLIENT_SECRET']) }),
    clock,
    tell,
    learnSecret,
  });
  const helix = createHelix({ auth, clock });
  const chat = createConnection({
    url: settings().twitch.irc_url,
    login: settings().bot.name,
    channels: settings().bot.channels,
    tokens: auth,
    clock,
    tell,
    isWorthReading: createHint(settings),
    onMessage: (message) => void take(message),
    onSilenced: (channel, viewerId) => dispatch.cancel(channel, viewerId),
  });
  const hasApi = hasHelix(settings().twitch);
  const terms = createChannelTerms(helix, clock);

  // outbox/: the one gate through which text leaves
  const contained = new Map<string, Contain>();
  async function containment(channel: string): Promise<Contain> {
    const known = contained.get(channel);
    if (known) return known;
    const { createContainment } = await import('./outbox/text/contain.ts');
    const contain = createContainment(() => ({
      prefix: settings().bot.prefix,
      botName: settings().bot.name,
      allowLinks: settings().links.allow,
      blockedTerms: hasApi ? terms.of(channel) : [],
    }));
    contained.set(channel, contain);
    return contain;
  }
  const outbox = createOutbox({
    chat: {
      send: (line) => (hasApi && settings().chat.send_via === 'helix' ? helix.send(line) : chat.send(line)),
      standing: chat.standing,
    },
    containment,
    crowd: (names, waitMs) => say('refused.several', { names: names.join(', '), wait: duration(say, waitMs) }),
    clock,
    tell,
  });

  // limits/: may this go on?
  const cooldowns = createKept<ChangedCooldowns>({
    records: storage.records,
    key: 'cooldowns',
    initial: {},
    holds: (value) => typeof value === 'object' && value !== null,
    onChange: () => refreshLimits(),
  });
  const limitsOf = ({ settings, limits }: Configuration) => ({
    ...settings.rate_limiting,
    changed: cooldowns.current(),
    get cap() {
      return Math.min(limits.cap, llm.adaptiveCap());
    },
  });
  let limiterSettings = limitsOf(configuration.current());
  function refreshLimits() {
    limiterSettings = limitsOf(configuration.current());
    limiter.refresh();
  }
  const limiter = createRateLimiter({
    settings: () => limiterSettings,
    shared: storage.scripts ? { scripts: storage.scripts, processes: () => settings().storage.processes } : undefined,
    seats: outbox.seats,
    clock,
    tell,
  });

  const limitsKeeper = createLimitsKeeper({ limiter, records: storage.records, clock, tell });

  // llm/: endpoints, what they are asked, what was said before
  const llm = createLlm({
    settings: () => ({ llm: settings().llm, limits: settings().rate_limiting }),
    slots: limiter.slots,
    modelLimits: () => configuration.current().limits,
    clock,
    tell,
    env,
  });
  const conversations = createConversations({
    cache: storage.cache('conversations'),
    maxHistory: () => configuration.current().limits.maxHistoryMessages,
  });

  // commands/: what a viewer can type
  const journal = createJournal();
  const ignored = createKept<Ignored>({
    records: storage.records,
    key: 'ignored',
    initial: {},
    holds: (value) => typeof value === 'object' && value !== null && Object.values(value).every(Array.isArray),
  });
  const prefix = () => settings().bot.prefix;
  const askParts: AskParts = {
    llm,
    conversations,
    say,
    prefix,
    fallbackMode: () => settings().llm.fallback_mode,
    prompt: (kind, { channel, question, history }) =>
      buildPrompt({
        template: prompts[settings().bot.language][kind],
        bot: settings().bot.name,
        channel,
        question,
        history,
      }),
  };
  const mention = createMention(askParts);
  const commands: Command[] = [
    createAsk(askParts),
    createHelp({ say, prefix, botName: () => settings().bot.name, commands: () => commands }),
    createPing({ say, uptimeMs }),
    createBotStatus({
      say,
      uptimeMs,
      channels: chat.joined,
      endpoints: llm.states,
      slots: () => ({
        inFlight: limiter.inFlight(),
        cap: configuration.current().limits.cap,
        waiting: limiter.waiting(),
      }),
    }),
    createWhy({ say, journal, prefix, now: clock.now }),
    createResetLimit({ say, prefix, journal, reset: limiter.resetViewer }),
    createCooldown({
      say,
      prefix,
      settings: () => settings().rate_limiting,
      changed: cooldowns,
      nameOf: (word) => commands.find(({ name, aliases }) => name === word || aliases.includes(word))?.name ?? null,
    }),
    createIgnore({ say, prefix, ignored }),
    createUnignore({ say, prefix, ignored }),
  ];

  // pipeline/: the way of one chat line
  const isIgnored = (channel: string, login: string) => ignored.current()[channel]?.includes(login) ?? false;
  const parse = createParse({ settings, commands, mention, isIgnored, tell });
  const admit = createAdmit(limiter);
  const loops = createLoops(clock);
  const dispatch = createDispatch({ clock, tell });
  const underWay = new Set<Promise<void>>();

  function take(message: ChatMessage): Promise<void> | undefined {
    const call = parse(message);
    if (!call) return;
    const way = goThrough(call).catch((error: unknown) => tell({ kind: 'bug', where: 'the pipeline', error }));
    underWay.add(way);
    return way.finally(() => underWay.delete(way));
  }

  async function goThrough(call: Invocation) {
    if (loops.isMuted(call.message)) return account(call, { kind: 'ignored' }, undefined);
    const asked = admit(call);
    const verdict = asked instanceof Promise ? await asked : asked;
    if (verdict.kind === 'refused') return account(call, { kind: 'refused', verdict }, undefined);
    if (call.command === mention && loops.isTurnTooMany(call.message)) {
      verdict.settle(false);
      return account(call, { kind: 'ignored' }, verdict.seat);
    }
    let outcome = await dispatch(call, stopping.signal);
    if (stopping.signal.aborted && outcome.kind !== 'reply') {
      outcome = { kind: 'refused', verdict: { kind: 'refused', by: 'stopping', retryAfterMs: 0, tell: true } };
    }
    verdict.settle(outcome.kind !== 'refused');
    return account(call, outcome, verdict.seat);
  }

  /** Hands the outcome to the outbox and tells telemetry how the command ended. */
  async function account(call: Invocation, outcome: Outcome, seat: Seat | undefined) {
    const { message, meter, deadline } = call;
    const words = sentence(outcome, {
      say,
      fallbackMode: settings().llm.fallback_mode,
      wait: (ms) => duration(say, ms),
    });
    let overheadMs: number | undefined;
    let undelivered: string | null = null;
    journal.note(message.channel, ended(call, outcome, null));
    if (!words) seat?.release();
    else {
      const said = await outbox.say({
        ...words,
        channel: message.channel,
        replyTo: message.id,
        viewerName: message.viewer.name,
        seat,
        deadline,
        waitMs: outcome.kind === 'refused' ? outcome.verdict.retryAfterMs : undefined,
        instead: words.rank === 'answer' ? () => say('failed.minimal') : undefined,
        onHanded(waitedMs) {
          loops.said(message);
          meter.waited('send', waitedMs);
          overheadMs = clock.now() - message.receivedAt - meter.totalMs;
        },
      });
      // A refusal that could not be told is a refusal all the same.
      if (said.kind !== 'accepted' && words.rank === 'answer') undelivered = said.reason;
    }
    const entry = ended(call, outcome, undelivered);
    if (undelivered !== null) journal.note(message.channel, entry);
    tell(endedEvent(call, entry, overheadMs));
  }

  // web/: health, metrics and the demo's page; loaded after chat, which viewers wait for
  let web: WebServer | null = null;
  let address: { host: string; port: number } | null = null;

  async function startWeb() {
    const { createWeb } = await import('./web/server.ts');
    web = createWeb({
      settings: settings().web,
      ready: createReadiness({ chat, llm, storage }),
      live: () => ({ ok: telemetry.lag().lagMs <= stallMs, lagMs: telemetry.lag().lagMs }),
      metrics: telemetry.metrics,
      sessions: async () => ({
        active_sessions: await conversations.count(),
        storage_backend: storage.state().backend,
      }),
      stage,
      tell,
      clock,
    });
    const started = await web.start();
    if (started.kind === 'failed') tell({ kind: 'warning', text: started.reason });
    else {
      address = started;
      tell({ kind: 'lifecycle', text: `web on http://${started.host}:${started.port}` });
    }
  }

  configuration.onChange((next, previous) => {
    refreshLimits();
    if (next.settings.bot.channels.join() !== previous.settings.bot.channels.join()) {
      chat.setChannels(next.settings.bot.channels);
    }
  });

  return {
    async start() {
      for (const text of configuration.current().warnings) tell({ kind: 'warning', text });
      await Promise.all([storage.scripts ? null : limitsKeeper.start(), ignored.load(), cooldowns.load()]);
      chat.start();
      // Loading the rest holds the loop: viewers wait for chat, and nobody for what comes after.
      await chat.whenJoined(patienceMs);
      for (const channel of settings().bot.channels) await containment(channel);
      if (hasApi) auth.start();
      await startWeb();
      await llm.warm();
    },
    async stop() {
      tell({ kind: 'lifecycle', text: 'stopping: finishing what is under way' });
      limiter.stop();
      const drained = () => Promise.all(underWay);
      const patience = new AbortController();
      await Promise.race([drained(), sleep(clock, drainMs, patience.signal)]);
      stopping.abort();
      await Promise.race([drained(), sleep(clock, refusalMs, patience.signal)]);
      patience.abort();
      llm.stop();
      auth.stop();
      await chat.stop();
      await web?.stop();
      // On Redis the limits outlive the process by themselves.
      await (storage.scripts ? limiter.close() : limitsKeeper.stop());
      await storage.close();
      tell({ kind: 'lifecycle', text: 'stopped' });
      telemetry.stop();
    },
    address: () => address,
  };
}
