import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { usualTokens } from './commands/ask/model.ts';
import { createAskRoute } from './commands/ask/unsure.ts';
import { type AskParts, createAsk, createMention } from './commands/ask.ts';
import { createBotStatus } from './commands/botstatus.ts';
import { createCaches } from './commands/caches.ts';
import { createChoices } from './commands/choices.ts';
import { createCooldown, openCooldowns } from './commands/cooldown.ts';
import { createCost } from './commands/cost.ts';
import { createDevs } from './commands/devs.ts';
import { duration } from './commands/duration.ts';
import { createFact } from './commands/fact.ts';
import { createForget } from './commands/forget.ts';
import { createForgetMe } from './commands/forgetme.ts';
import { createGame } from './commands/game.ts';
import { createHelp } from './commands/help.ts';
import { createIgnore } from './commands/ignore.ts';
import { openLogins } from './commands/logins.ts';
import { createMemory } from './commands/memory.ts';
import { createPersona, openPersonas } from './commands/persona.ts';
import { commandPhrases } from './commands/phrases.ts';
import { createPing } from './commands/ping.ts';
import { createPrivacyCommand } from './commands/privacy.ts';
import { createRemember } from './commands/remember.ts';
import { createResetLimit } from './commands/resetlimit.ts';
import { createStreamed } from './commands/streamed.ts';
import { createAutoTrad, createTrad, isForeign } from './commands/trad.ts';
import { createTranslate } from './commands/translate.ts';
import { createWhy } from './commands/why.ts';
import { createWiki } from './commands/wiki.ts';
import type { ChatMessage } from './domain/chat.ts';
import type { Command } from './domain/command.ts';
import { housePhrases, type Say } from './domain/phrases.ts';
import type { Configuration, Live } from './domain/settings.ts';
import type { OpenWindow } from './domain/shared-window.ts';
import type { SharedScripts, Storage } from './domain/storage.ts';
import type { LeftOver } from './domain/under-way.ts';
import { unwatched, type Watchdog } from './domain/watchdog.ts';
import type { Fleet } from './fleet/fleet.ts';
import { createKnowledge } from './knowledge/knowledge.ts';
import { createLibreTranslate } from './knowledge/libretranslate.ts';
import { knowledgePhrases } from './knowledge/phrases.ts';
import { createRouter } from './knowledge/router.ts';
import { createTaught } from './knowledge/taught.ts';
import { userAgent } from './knowledge/user-agent.ts';
import { type Clock, sleep, systemClock } from './lib/clock.ts';
import { endAll } from './lib/end-all.ts';
import { createLimitsKeeper } from './limits/keeper.ts';
import { createRateLimiter } from './limits/rate-limiter.ts';
import { createAnswerCache } from './llm/answer-cache.ts';
import { createConversations } from './llm/conversations.ts';
import { createCosts } from './llm/cost/costs.ts';
import { nightWarnings } from './llm/cost/night.ts';
import { createOwnBudgets } from './llm/cost/own-budgets.ts';
import { createRedisBudgets } from './llm/cost/redis-budgets.ts';
import { createRows } from './llm/cost/rows.ts';
import { buildPrompt, buildRoute, buildSummary, buildTranslation } from './llm/prompt.ts';
import type { AllPrompts } from './llm/prompts.ts';
import { createLlm } from './llm/scheduler.ts';
import { createSummarise } from './llm/summarise.ts';
import { type Contain, createOutbox } from './outbox/outbox.ts';
import { createAdmit } from './pipeline/admit.ts';
import { createCacheClaims } from './pipeline/claims-cache.ts';
import { createRedisClaims } from './pipeline/claims-redis.ts';
import { createDispatch } from './pipeline/dispatch.ts';
import { createHint } from './pipeline/hint.ts';
import { createJournal } from './pipeline/journal.ts';
import { createLoops } from './pipeline/loops.ts';
import { createParse } from './pipeline/parse.ts';
import { createRecovery, type Loss, lossEntry } from './pipeline/recovery.ts';
import { createUnderWay } from './pipeline/under-way.ts';
import { createWay } from './pipeline/way.ts';
import { createPassingKey, createReadKey } from './privacy/key.ts';
import { createPrivacy } from './privacy/privacy.ts';
import { strayCommands } from './settings/stray-commands.ts';
import { createDocumentStore } from './storage/documents.ts';
import { createOpenFresh } from './storage/fresh.ts';
import { watchPressure } from './storage/fresh-pressure.ts';
import { purgeBackups } from './storage/purge-backups.ts';
import { createStorageKeeper } from './storage/schedule-keeper.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import { createAuth } from './twitch/auth.ts';
import { createChannelTerms } from './twitch/channel-terms.ts';
import { createConnection } from './twitch/connection.ts';
import { createHelix, hasHelix } from './twitch/helix.ts';
import { needsOf } from './twitch/scopes.ts';
import { createReadiness } from './web/readiness.ts';
import type { WebServer } from './web/server.ts';
import type { Stage } from './web/stage.ts';

export { loadPrompts, watchPrompts } from './llm/prompts.ts';
export { openStorage } from './storage/storage.ts';

/** What `commands_total{command}` may name: any other word is counted as `other`. */
export const commandNames = [
  'ask',
  'game',
  'wiki',
  'mention',
  'help',
  'ping',
  'botstatus',
  'why',
  'resetlimit',
  'cooldown',
  'privacy',
  'memory',
  'forget',
  'forgetme',
  'remember',
  'ignore',
  'unignore',
  'cost',
  'persona',
  'trad',
  'autotrad',
  'adddev',
  'deldev',
  'listdevs',
  'fact',
  'cachestats',
  'cacheclear',
] as const;

/** Every phrase that the bot says, by the part that says it. */
export const phraseCatalogs = [
  { folder: join(import.meta.dirname, 'domain'), params: housePhrases },
  { folder: join(import.meta.dirname, 'knowledge'), params: knowledgePhrases },
  { folder: join(import.meta.dirname, 'commands'), params: commandPhrases },
] as const;

export interface AppParts {
  readonly configuration: Live<Configuration>;
  readonly say: Say<typeof knowledgePhrases & typeof commandPhrases>;
  /** What models are told, as the files have it now. */
  readonly prompts: () => AllPrompts;
  readonly telemetry: Telemetry;
  /** Closed by `stop()`. */
  readonly storage: Storage;
  /** Tokens, and the keys that `api_key_env` names. */
  readonly env: NodeJS.ProcessEnv;
  /** Hears every secret that is read, so that no log line lets it through. */
  readonly learnSecret: (value: string) => void;
  readonly clock?: Clock;
  readonly watchdog?: Watchdog;
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
/** With the two above it stays below the 15 s that compose.yaml grants. */
const closingMs = 3_000;
/** Characters of a prompt: small models lose their way in long ones. */
const promptBudgets = { light: 6_000, heavy: 12_000 } as const;
/** What the streamer is told unasked may wait as long for its turn. */
const noticeMs = 30_000;
const patienceMs = 1_500;
const crashes: Readonly<Record<Loss, string>> = {
  handed: 'a crash while its reply was on its way',
  stale: 'a crash, and no time left after it',
  deadly: 'a crash that it may have caused',
};
/** A longer stall of the event loop makes /live fail. */
const stallMs = 10_000;

/** The composition root. Everything is made and joined here, top to bottom, in the order a chat line meets it. */
export function createApp({
  configuration,
  say,
  prompts,
  telemetry,
  storage: store,
  env,
  learnSecret,
  clock = systemClock,
  watchdog = unwatched,
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
    shared: () => fleet && { once: fleet.once, mayGoAlone: () => settings().storage.processes === 1 },
    clock,
    tell,
    learnSecret,
  });
  const helix = createHelix({ auth, clock });
  const chat = createConnection({
    url: settings().twitch.irc_url,
    login: settings().bot.name,
    // Where there is a fleet, it says which of them.
    channels: store.scripts ? [] : settings().bot.channels,
    shared: () => fleet,
    tokens: auth,
    clock,
    tell,
    isWorthReading: createHint(settings),
    alwaysRead: (login) => translatedLogins.has(login),
    onMessage: (message) => way.take(message),
    onEntered: (channel) => {
      if (orphans.delete(channel)) void recovery.look([channel]);
    },
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
  /** Whether a text would leave, changed or not. */
  async function leaves(channel: string, text: string, links?: readonly string[]) {
    return (await containment(channel))(text, { maxLines: 2, links }).kind === 'lines';
  }
  /** Whether a text would leave as it is. */
  async function sayable(channel: string, text: string) {
    const contained = (await containment(channel))(text, { maxLines: 1 });
    return contained.kind === 'lines' && contained.lines.join(' ') === text.replace(/\s+/g, ' ').trim();
  }
  const outbox = createOutbox({
    chat: {
      send: (line) => (hasApi && settings().chat.send_via === 'helix' ? helix.send(line) : chat.send(line)),
      standing: chat.standing,
    },
    containment,
    crowd: (names, waitMs) => say('refused.several', { names: names.join(', '), wait: duration(say, waitMs) }),
    sends: () => fleet?.sends ?? null,
    clock,
    tell,
  });

  // fleet/: several processes of one bot on one Redis; null where there is one process
  let fleet: Fleet | null = null;
  /** Channels that are being given up: what is under way there ends, and nothing new begins. */
  const closing = new Set<string>();
  /** Channels that were taken over: what was under way there is looked for when the bot can speak in them. */
  const orphans = new Set<string>();
  const served = () => fleet?.owned() ?? settings().bot.channels;
  const loadingFleet = store.scripts ? loadFleet(store.scripts) : null;
  async function loadFleet(scripts: SharedScripts) {
    const { createFleet } = await import('./fleet/fleet.ts');
    fleet = createFleet({
      scripts,
      login: settings().bot.name,
      processes: () => settings().storage.processes,
      channels: () => settings().bot.channels,
      limits: () => [...new Set(chat.joined().map(outbox.limitIn))],
      onChange(owned, taken) {
        tell({ kind: 'channels.owned', count: owned.length });
        void documents.look();
        for (const channel of taken) closing.delete(channel);
        outbox.tookOver(taken);
        if (!recovery.isSettled()) return chat.setChannels(owned);
        for (const channel of taken) {
          orphans.add(channel);
          void containment(channel);
        }
        chat.setChannels(owned, 'another process serves it now');
      },
      isIdle: (channel) => way.isIdle(channel),
      async finish(channel) {
        const patience = new AbortController();
        await Promise.race([way.drained(channel), sleep(clock, drainMs, patience.signal)]);
        closing.add(channel);
        await Promise.race([way.drained(channel), sleep(clock, drainMs, patience.signal)]);
        patience.abort();
      },
      clock,
      tell,
    });
    return fleet;
  }
  const openWindow: OpenWindow | null =
    loadingFleet &&
    ((...window) => {
      const opened = loadingFleet.then((loaded) => loaded.openWindow(...window));
      return { take: async () => (await opened).take(), arrived: async () => (await opened).arrived() };
    });

  // privacy/: who wants nothing kept; whatever is kept below is kept through it
  const inFolder = (...path: string[]) => join(configuration.current().folder, ...path);
  const privacy = createPrivacy({
    storage: store,
    readKey:
      store.state().backend === 'memory'
        ? createPassingKey()
        : createReadKey({ file: inFolder('data', 'privacy.key'), env, learnSecret }),
    async forget(viewerId) {
      journal.forget(viewerId);
      conversations.leave(viewerId);
      const spent = await costs.forget(viewerId);
      const left = await underWay.forget(viewerId, settings().bot.channels);
      return spent.ok ? left : spent;
    },
    async purgeBackups(purge) {
      // One that is being made would be of before the erasure.
      await keeper.settled();
      return purgeBackups({ url: settings().storage.url, folder: inFolder(), backups: keeper.folder }, purge);
    },
    clock,
    tell,
  });
  const { storage } = privacy;
  async function optedOut(viewerId: string): Promise<boolean | null> {
    const out = await privacy.isOptedOut(viewerId);
    return out.ok ? out.value : null;
  }
  const documents = createDocumentStore({ records: storage.records, channels: served, clock, tell });
  const keeper = createStorageKeeper({
    storage: store,
    settings: settings().storage,
    folder: inFolder(),
    once: () => fleet?.once ?? null,
    clock,
    tell,
  });

  // limits/: may this go on?
  const cooldowns = openCooldowns(documents.open);
  cooldowns.onChange(() => refreshLimits());
  const limitsOf = ({ settings, limits }: Configuration) => ({
    ...settings.rate_limiting,
    changed: new Map(served().map((channel) => [channel, cooldowns.read(channel)])),
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

  telemetry.watchLimits(limiter);
  const limitsKeeper = createLimitsKeeper({
    limiter,
    records: storage.records,
    cache: storage.cache('limits'),
    gather: storage.gather,
    clock,
    tell,
  });
  // On Redis the limits outlive the process by themselves.
  const admission = storage.scripts ? limiter : limitsKeeper.watch(limiter);

  // storage/: caches in front of what is slow
  const openFresh = createOpenFresh({ caches: (name) => storage.cache(`fresh.${name}`), clock, tell });
  telemetry.watchCaches(openFresh.caches);
  let unwatchMemory = () => {};

  // knowledge/: what is true, from whom, and kept fresh
  const knowledge = createKnowledge({
    settings: () => ({
      wikipediaUrl: settings().knowledge.wikipedia_url,
      igdbUrl: settings().knowledge.igdb_url,
      wikipediaPerSecond: settings().rate_limiting.wikipedia_rate_limit,
      igdbPerSecond: settings().rate_limiting.igdb_rate_limit,
      userAgent: userAgent(settings()),
    }),
    route: createRouter(),
    openFresh,
    openWindow,
    token: auth.app,
    say,
    clock,
    tell,
  });

  const taught = createTaught(documents.open);
  const libreTranslate = createLibreTranslate({ clock });

  // llm/: endpoints, what they are asked, what was said before
  const costs = createCosts({
    budget: () => settings().budget,
    budgets: storage.scripts
      ? createRedisBudgets({
          scripts: storage.scripts,
          processes: () => settings().storage.processes,
          optedOut,
          tell,
        })
      : createOwnBudgets({ records: storage.records, viewers: storage.cache('budgets', 50_000), clock, tell }),
    rows: createRows({
      records: storage.records,
      clock,
      self: storage.scripts ? randomUUID() : '',
    }),
    records: storage.records,
    clock,
    tell,
    onAlert({ kind, scope, channel, percent }) {
      const text = kind === 'nearly' ? say('cost.nearly', { percent }) : say('cost.exhausted');
      tell({ kind: 'warning', text: `the budget of the ${scope} (#${channel}): ${percent} % spent` });
      void outbox.say({ channel, text, rank: 'notice', deadline: clock.now() + noticeMs });
    },
  });
  const llm = createLlm({
    costs,
    settings: () => ({ llm: settings().llm, limits: settings().rate_limiting }),
    slots: limiter.slots,
    modelLimits: () => configuration.current().limits,
    shared: storage.scripts,
    forms: storage.cache('llm.forms', 100),
    prompts: () => prompts()[language()],
    clock,
    tell,
    env,
  });
  const conversations = createConversations({
    cache: storage.cache('conversations'),
    maxHistory: () => configuration.current().limits.maxHistoryMessages,
    summarise: createSummarise({
      llm,
      prompt: ({ summary, exchanges }) => buildSummary(prompts()[language()], summary, exchanges),
      clock,
    }),
    clock,
  });

  // commands/: what a viewer can type
  const journal = createJournal();
  const ignored = openLogins(documents.open, 'ignored');
  const personas = openPersonas(documents.open);
  const prefix = () => settings().bot.prefix;
  const language = () => settings().bot.language;
  const { streamed, last: onAir } = createStreamed({ stream: hasApi ? helix.stream : null, clock });
  const choices = createChoices(clock.now);
  const askParts: AskParts = {
    llm,
    answers: createAnswerCache({ openFresh, settings: () => settings().llm.cache, clock }),
    language,
    leaves,
    keepsNothing: async (viewerId) => (await optedOut(viewerId)) !== false,
    conversations,
    say,
    prefix,
    fallbackMode: () => settings().llm.fallback_mode,
    knowledge,
    taught: taught.of,
    choices,
    streamed,
    askRoute: createAskRoute({
      llm,
      prompt: (question) => buildRoute(prompts()[language()], question),
      enabled: () => settings().llm.route_when_unsure,
      now: clock.now,
    }),
    now: clock.now,
    maxTokens: () => configuration.current().limits.maxReplyTokens,
    format: () => (settings().llm.structured === false ? undefined : prompts()[language()].format),
    prompt: (kind, { channel, question, past, facts = null, tier = 'light' }) =>
      buildPrompt({
        prompts: prompts()[language()],
        kind,
        bot: settings().bot.name,
        channel,
        persona: personas.read(channel) || null,
        question,
        summary: past.summary,
        history: past.exchanges,
        facts,
        stream: onAir(channel),
        budget: promptBudgets[tier],
      }),
  };
  const mention = createMention(askParts);
  const devs = openLogins(documents.open, 'devs');
  let translatedLogins: ReadonlySet<string> = new Set();
  devs.onChange(() => {
    translatedLogins = new Set(served().flatMap((channel) => devs.read(channel)));
  });
  const translate = createTranslate({
    llm,
    service: () => {
      const url = settings().knowledge.libretranslate_url;
      return url === null ? null : (text, target, signal) => libreTranslate(url, text, target, signal);
    },
    prompt: (text, target) =>
      buildTranslation(
        prompts()[language()],
        text,
        new Intl.DisplayNames(language(), { type: 'language' }).of(target) ?? target,
      ),
    say,
    fallbackMode: () => settings().llm.fallback_mode,
    clock,
  });
  const autoTrad = createAutoTrad({ say, language, translate });
  function listeners() {
    const heard = new Set(
      llm
        .states()
        .filter(({ state }) => state !== 'disabled')
        .map(({ name }) => name),
    );
    return settings().llm.endpoints.filter(({ name }) => heard.has(name));
  }
  const commands: Command[] = [
    createAsk(askParts),
    createGame({ knowledge, say, prefix, language, streamed, now: clock.now }),
    createWiki({ knowledge, say, prefix, language, choices }),
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
        limit: llm.adaptiveCap(),
        line: limiter.line(),
      }),
    }),
    createWhy({ say, journal, prefix, now: clock.now }),
    createResetLimit({ say, prefix, journal, reset: admission.resetViewer }),
    createCooldown({
      say,
      prefix,
      settings: () => settings().rate_limiting,
      changed: cooldowns,
      nameOf: (word) => commands.find(({ name, aliases }) => name === word || aliases.includes(word))?.name ?? null,
    }),
    createPrivacyCommand({ say, prefix, listeners }),
    createMemory({ say, prefix, conversations, privacy }),
    createForget({ say, conversations, privacy, scrub: storage.scrub }),
    createForgetMe({ say, prefix, privacy }),
    createRemember({ say, prefix, privacy }),
    createCost({ say, language, budget: () => settings().budget.day, today: costs.today }),
    createTrad({ say, prefix, language, translate }),
    ...createDevs({ say, prefix, devs }),
    createFact({
      say,
      prefix,
      taught,
      sayable,
    }),
    ...createCaches({ say, caches: openFresh.caches }),
    createPersona({
      say,
      prefix,
      personas,
      known: () => Object.keys(prompts()[language()].personas),
    }),
    ...createIgnore({ say, prefix, ignored }),
  ];

  // pipeline/: the way of one chat line
  const isIgnored = (channel: string, login: string) => ignored.read(channel).includes(login);
  const isDev = (channel: string, login: string) => devs.read(channel).includes(login);
  const translated = ({ channel, viewer }: ChatMessage, text: string) =>
    isDev(channel, viewer.login) && isForeign(text, language()) ? autoTrad : null;
  const dispatch = createDispatch({ clock, tell });
  const underWay = createUnderWay({
    claims: storage.scripts
      ? createRedisClaims({
          scripts: storage.scripts,
          clock,
          self: () => fleet!.name,
          alive: () => fleet!.alive(),
        })
      : createCacheClaims({ cache: storage.cache('under way'), gather: storage.gather, wall: clock.wall }),
    clock,
    counted: limitsKeeper.written,
  });
  const way = createWay({
    parse: createParse({ settings, commands, mention, other: translated, isIgnored, tell }),
    admit: createAdmit(admission),
    dispatch,
    loops: createLoops(clock),
    underWay,
    mention,
    outbox,
    journal,
    isClosing: (channel) => closing.has(channel),
    optedOut,
    say,
    fallbackMode: () => settings().llm.fallback_mode,
    wait: (ms) => duration(say, ms),
    clock,
    tell,
    watchdog,
    stopping: stopping.signal,
  });
  const recovery = createRecovery({
    underWay,
    commands: [...commands, mention],
    clock,
    tell,
    watchdog,
    resume(call) {
      const { channel, viewer } = call.message;
      const settle = limiter.resume({ channel, viewer, command: call.command.name, deadline: call.deadline });
      const seat = outbox.seats.reserve(channel, call.deadline - clock.now());
      way.resume(call, seat ?? undefined, settle);
    },
    onLoss: accountForLoss,
    onUnwritten({ command, channel }) {
      // Redis had it, or another process has.
      if (!storage.scripts) tell({ ...lostAs('deadly'), command, channel, viewer: '' });
    },
  });

  const lostAs = (loss: Loss) => ({ kind: 'command.ended', ending: 'lost', reason: crashes[loss] }) as const;
  function accountForLoss(left: LeftOver, loss: Loss) {
    const { channel, viewer, command } = left;
    way.note(channel, lossEntry(left, say(`lost.${loss}`), clock));
    tell({ ...lostAs(loss), command, channel, viewer: viewer.login });
  }

  // web/: health, metrics and the demo's page; loaded after chat, which viewers wait for
  let web: WebServer | null = null;
  let address: { host: string; port: number } | null = null;

  async function startWeb() {
    const { createWeb } = await import('./web/server.ts');
    web = createWeb({
      settings: settings().web,
      ready: createReadiness({
        knowledge,
        chat,
        llm,
        storage: keeper,
        limits: limiter.shared,
        fleet: () => fleet?.state() ?? null,
      }),
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

  function sayStrays() {
    const strays = strayCommands(settings().rate_limiting, [...commands, mention, autoTrad]);
    for (const text of strays) tell({ kind: 'warning', text });
  }
  function moneyWarnings(of: Configuration) {
    const replyTokens = of.limits.maxReplyTokens ?? usualTokens;
    return nightWarnings({ configuration: of, env, promptCharacters: promptBudgets.heavy, replyTokens });
  }
  configuration.onChange((next, previous) => {
    const known = moneyWarnings(previous);
    for (const text of moneyWarnings(next)) if (!known.includes(text)) tell({ kind: 'warning', text });
    refreshLimits();
    llm.refresh();
    if (next.settings.rate_limiting !== previous.settings.rate_limiting) sayStrays();
    if (next.settings.bot.channels.join() !== previous.settings.bot.channels.join()) {
      if (fleet) fleet.refresh();
      else {
        tell({ kind: 'channels.owned', count: next.settings.bot.channels.length });
        chat.setChannels(next.settings.bot.channels);
      }
    }
  });

  return {
    async start() {
      for (const text of configuration.current().warnings) tell({ kind: 'warning', text });
      for (const text of moneyWarnings(configuration.current())) tell({ kind: 'warning', text });
      sayStrays();
      if (!storage.scripts) await limitsKeeper.start();
      await (await loadingFleet)?.start();
      await documents.start();
      if (!fleet) tell({ kind: 'channels.owned', count: served().length });
      await recovery.look(served());
      chat.start();
      // Loading the rest holds the loop: viewers wait for chat, and nobody for what comes after.
      await chat.whenJoined(patienceMs);
      recovery.settle();
      privacy.start();
      for (const channel of served()) await containment(channel);
      if (hasApi) auth.start();
      unwatchMemory = watchPressure({ squeeze: openFresh.squeeze, clock, tell });
      await startWeb();
      await llm.warm();
      await knowledge.warm(language());
      await keeper.start();
    },
    async stop() {
      tell({ kind: 'lifecycle', text: 'stopping: finishing what is under way' });
      limiter.stop();
      const patience = new AbortController();
      await Promise.race([way.drained(), sleep(clock, drainMs, patience.signal)]);
      stopping.abort();
      await Promise.race([way.drained(), sleep(clock, refusalMs, patience.signal)]);
      patience.abort();
      const ends = {
        recovery: recovery.stop,
        'commands under way': underWay.stop,
        'memory watch': unwatchMemory,
        backups: keeper.stop,
        privacy: privacy.stop,
        models: llm.stop,
        conversations: conversations.settled,
        costs: costs.flush,
        tokens: auth.stop,
        chat: chat.stop,
        fleet: () => fleet?.stop(),
        web: () => web?.stop(),
        // On Redis the limits outlive the process by themselves.
        limits: storage.scripts ? limiter.close : limitsKeeper.stop,
        documents: documents.stop,
        storage: storage.close,
      };
      await endAll(clock, closingMs, ends, (where, error) => tell({ kind: 'bug', where: `stopping ${where}`, error }));
      tell({ kind: 'lifecycle', text: 'stopped' });
      telemetry.stop();
    },
    address: () => address,
  };
}
