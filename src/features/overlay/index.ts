import type { Invocation } from '../../domain/command.ts';
import { defineFeature } from '../../domain/feature.ts';
import { reply } from '../../domain/outcome.ts';
import { saidLogin } from '../../lib/text.ts';
import type { Look } from './look.ts';
import type { Pages } from './pages.ts';
import { phrases } from './phrases.ts';

/** Under which key a channel's look is. */
const lookKey = 'look';

/** Questions and answers on the stream. */
export const overlay = defineFeature({
  name: 'overlay',
  phrases,
  readme: [
    {
      type: ['!overlay show', '!overlay hide', '!overlay theme neon'],
      get: 'for moderators: what is on the overlay of the stream, and how it looks',
    },
  ],
  async create(house) {
    const [{ eventText }, { addressSchema, layouts, longestDelay, lookSchema, noAddress, plainLook, rotated, themes }] =
      await Promise.all([import('./event-text.ts'), import('./look.ts')]);
    const { say, prefix, clock, documents, collection } = house;
    const addresses = documents('overlay.address', addressSchema, noAddress);
    const looks = collection('overlay', { schema: lookSchema, title: () => say('overlay.title') });
    const lookOf = (channel: string) => looks.read(channel).get(lookKey) ?? plainLook;
    let pages: Pages | null = null;

    const usage = () =>
      say('overlay.usage', {
        prefix: prefix(),
        themes: themes.join('|'),
        layouts: layouts.join('|'),
        most: longestDelay,
      });

    function state(channel: string): string {
      const { theme, layout, delay, approve } = lookOf(channel);
      const names = (pages?.cards(channel)?.waiting() ?? []).map(({ login }) => login);
      return say('overlay.state', {
        pages: pages?.open(channel) ?? 0,
        ...{ theme, layout, delay },
        approve: say(approve ? 'overlay.approve.on' : 'overlay.approve.off'),
        waiting: names.length === 0 ? say('overlay.nobody') : say('overlay.waiting', { names: names.join(', ') }),
      });
    }

    /** What of the look the words ask for; null: nothing of it. */
    function wanted(what: string, value: string): Partial<Look> | null {
      const theme = themes.find((one) => one === value);
      const layout = layouts.find((one) => one === value);
      if (what === 'theme' && theme) return { theme };
      if (what === 'layout' && layout) return { layout };
      if (what === 'approve' && (value === 'on' || value === 'off')) return { approve: value === 'on' };
      if (what === 'events' && (value === 'on' || value === 'off')) return { events: value === 'on' };
      const delay = Number(value);
      return what === 'delay' && /^\d{1,2}$/.test(value) && delay <= longestDelay ? { delay } : null;
    }

    async function run({ args, message: { channel, viewer } }: Invocation): Promise<string> {
      const [what = '', value = ''] = args.toLowerCase().split(/\s+/);
      if (addresses.read(channel).secret === null && what !== 'rotate') return say('overlay.off');
      const cards = pages?.cards(channel) ?? null;
      const login = value === '' ? null : saidLogin(value);
      switch (what) {
        case '':
          return state(channel);
        case 'show': {
          if (!cards) return say('overlay.closed');
          const shown = cards.approve(login);
          return shown === null ? state(channel) : say('overlay.shown', { viewer: shown });
        }
        case 'hide':
          return cards ? say('overlay.hidden', { n: cards.clear(login) }) : say('overlay.closed');
        case 'rotate': {
          if (!viewer.roles.has('broadcaster')) return usage();
          const isNew = addresses.read(channel).secret === null;
          const done = await addresses.change(channel, (now) => rotated(now, clock.wall()));
          return done.ok ? say(isNew ? 'overlay.made' : 'overlay.rotated') : say('stored.not');
        }
        default: {
          const change = wanted(what, value);
          if (!change) return usage();
          const next = (now: Look | null) => ({ ...(now ?? plainLook), ...change });
          const done = await looks.change(channel, viewer, lookKey, next);
          return done.ok ? say('overlay.saved') : say('stored.not');
        }
      }
    }

    return {
      commands: [{ name: 'overlay', aliases: [], level: 'moderator', run: async (call) => reply(await run(call)) }],
      panel: {
        title: { fr: 'Incrustation', en: 'Overlay' },
        read(channel) {
          const { secret } = addresses.read(channel);
          return {
            look: lookOf(channel),
            choices: { themes, layouts, longestDelay },
            path: secret === null ? null : `/overlay/${secret}`,
            pages: pages?.open(channel) ?? 0,
            waiting: pages?.cards(channel)?.waiting() ?? [],
            edits: looks.edits(channel),
          };
        },
      },
      site: {
        async open() {
          const { createPages } = await import('./pages.ts');
          pages = createPages({
            ...{ house, looks, lookOf, addresses },
            eventText: (event) => eventText(say, event),
          });
          return pages;
        },
      },
      stop: async () => pages?.stop(),
      async forget(viewerId) {
        pages?.forget(viewerId);
        return { ok: true, value: null };
      },
    };
  },
});
