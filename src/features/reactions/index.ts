import { defineFeature } from '../../domain/feature.ts';
import { reply } from '../../domain/outcome.ts';
import { type StreamEvent, streamEvents } from '../../domain/stream.ts';
import { phrases } from './phrases.ts';
import { type Kind, reactionSettings } from './settings.ts';

/** What a preview shows: so many viewers, months, gifts, bits, seconds, points. */
const example: Readonly<Record<Kind, Pick<StreamEvent, 'count' | 'title'>>> = {
  ...{ raid: { count: 42 }, sub: { count: 1 }, resub: { count: 12 }, gift: { count: 5 }, cheer: { count: 100 } },
  ...{ follow: { count: 1 }, online: { count: 1 }, offline: { count: 1 }, ad: { count: 90 } },
  ...{ hype_train: { count: 2 }, shoutout: { count: 42 }, first_chat: { count: 1 } },
  redemption: { count: 500, title: 'Hydrate' },
};

/** What the bot says when something happens in the channel. */
export const reactions = defineFeature({
  name: 'reactions',
  settings: reactionSettings,
  phrases,
  events: (settings) => streamEvents.filter((kind) => settings[kind].on),
  readme: [],
  async create(house) {
    const [{ createReactor }, { faultText }] = await Promise.all([
      import('./run.ts'),
      import('../../domain/template.ts'),
    ]);
    const { settings, compile, say, tell } = house;
    const reactor = createReactor(house);
    const faultOf = (text: string | null) => {
      const compiled = text === null ? null : compile(text);
      return compiled && !compiled.ok ? faultText(say, compiled.fault) : null;
    };

    return {
      panel: {
        title: { fr: 'Réactions', en: 'Reactions' },
        read: () => ({
          items: streamEvents.map((kind) => ({ kind, ...settings()[kind] })),
        }),
        /** `raid`: as it is; `raid say`: with the text that is given beside it, or the phrase where there is none. */
        async preview(draft, { args, message: { channel, viewer } }) {
          const [, word, isDraft] = /^(\w+)( say)?$/.exec(draft) ?? [];
          const what = streamEvents.find((kind) => kind === word);
          if (!what) return [];
          const text = isDraft === undefined ? settings()[what].say : args.trim() || null;
          if (faultOf(text) !== null) return [() => faultOf(text) ?? ''];
          const said = await reactor.wordsFor(channel, { what, by: viewer, ...example[what] }, text);
          return [{ ...reply(said.text), written: said.written, source: said.isForeign ? 'template' : 'bot' }];
        },
      },
      async start() {
        for (const kind of streamEvents) {
          const fault = settings()[kind].on ? faultOf(settings()[kind].say) : null;
          if (fault === null) continue;
          const text = `reactions.${kind}.say: ${fault}`;
          tell({ kind: 'warning', text, fr: text });
        }
      },
      stop: async () => reactor.stop(),
    };
  },
});
