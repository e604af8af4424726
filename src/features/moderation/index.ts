import type { ChatMessage } from '../../domain/chat.ts';
import { defineFeature } from '../../domain/feature.ts';
import type { Guard } from '../../domain/moderation.ts';
import { createSeen } from '../../lib/seen.ts';
import { within } from '../../lib/within.ts';
import type { Judge } from './judge.ts';
import { phrases } from './phrases.ts';
import { moderationSettings } from './settings.ts';

const mostLines = 5_000;
/** For acts that are under way at a stop. */
const graceMs = 1_500;

/** Filters of chat: what they find is deleted, warned of, timed out or banned, by strikes. All are off by default. */
export const moderation = defineFeature({
  name: 'moderation',
  settings: moderationSettings,
  phrases,
  readme: [
    {
      type: ['!filter', '!filter links on|off', '!filter words add|del word', '!filter dry on|off'],
      get: 'for moderators: the filters of chat; a dry run only notes what it would do',
    },
    { type: ['!permit name 60'], get: 'for moderators: that viewer may post a link for a minute' },
    {
      type: ['!modlog', '!modlog 10', '!pardon name'],
      get: 'for moderators: what moderation did last and why; ends a timeout and forgets the strikes',
    },
  ],
  async create(house) {
    const [
      { createBook },
      { createCommands },
      { createEnforcer },
      { panelOf },
      { createRules, switchSchema, titleOf },
    ] = await Promise.all([
      import('./book.ts'),
      import('./commands.ts'),
      import('./enforce.ts'),
      import('./panel.ts'),
      import('./switches.ts'),
    ]);
    const { clock, config, documents, collection, say, settings, tell, vitals } = house;
    const switches = collection('moderation', {
      schema: switchSchema,
      title: (key) => say('moderation.title', { name: titleOf(key) }),
    });
    const rules = createRules({ settings, config, switches });
    const book = createBook(documents, clock);
    const stopping = new AbortController();
    const enforcer = createEnforcer(house, book, stopping.signal);
    const underWay = new Set<Promise<void>>();
    /** Lines that were looked at, and those that were taken off: Twitch may deliver one twice. */
    const seen = createSeen(mostLines);
    const stopped = createSeen(mostLines);
    let judge: Judge | null = null;
    let loading: Promise<void> | null = null;
    /** Lines that came while the filters' code was being loaded: they are on the chat already, and looked at late. */
    const unseen: ChatMessage[] = [];

    async function load() {
      const { createJudge } = await import('./judge.ts');
      judge = createJudge(clock);
      for (const message of unseen.splice(0)) guard.passes(message);
    }

    function follow(act: Promise<void>) {
      underWay.add(act);
      void act.finally(() => underWay.delete(act));
    }

    const guard: Guard = {
      watches(channel) {
        if (!rules.of(channel).isOn) return false;
        if (!judge) loading ??= load().catch((error: unknown) => tell({ kind: 'bug', where: 'moderation', error }));
        return true;
      },
      passes(message) {
        const { channel, viewer, id, text } = message;
        if (!judge) {
          if (unseen.length < mostLines) unseen.push(message);
          return true;
        }
        if (viewer.roles.has('moderator') || viewer.roles.has('broadcaster')) return true;
        if (config().bots.ignore.includes(viewer.login)) return true;
        if (!seen.add(id)) return !stopped.has(id);
        const { dryRun: isDry, filters } = rules.of(channel);
        const found = judge.judge(message, rules.of(channel), book.mayLink(channel, viewer.login));
        if (!found) return true;
        const { rule, detail, others = [] } = found;
        const { strikes, tell: tells } = filters[rule];
        const common = { channel, rule, detail, strikes, tell: tells, isDry };
        for (const other of [...others, { viewer, messageId: id, text }]) {
          if (!isDry) stopped.add(other.messageId);
          follow(enforcer.enforce({ ...common, ...other }));
        }
        return isDry;
      },
    };
    /** Resolves when lines of the channel are looked at, where a filter is on. */
    async function ready(channel: string) {
      guard.watches(channel);
      await loading;
    }
    switches.onChange((channel) => void ready(channel));
    const unlisten = vitals.listen((event) => {
      if (event.kind === 'chat.event' && event.what === 'raid') judge?.raid(event.channel);
    });

    return {
      guard,
      commands: createCommands({ house, book, enforcer, rules, switches, ready }),
      panel: panelOf({ house, book, rules, switches }),
      async start() {
        await Promise.all(house.chat.owned().map(ready));
      },
      async stop() {
        unlisten();
        // Twitch may take longer to answer than a stop may last.
        await within(clock, graceMs, Promise.all(underWay));
        stopping.abort();
        await Promise.all(underWay);
        await book.stored();
      },
      health() {
        const on = house.chat.owned().filter((channel) => rules.of(channel).isOn);
        if (on.length === 0) return null;
        const detail = on.map((channel) => enforcer.obstacles().get(channel)).find((one) => one !== undefined);
        return detail === undefined ? { state: 'on', level: 'ok' } : { state: 'cannot act', detail, level: 'degraded' };
      },
      async forget(viewerId) {
        book.forget(viewerId);
        judge?.forget(viewerId);
        return { ok: true, value: null };
      },
    };
  },
});
