import { defineFeature } from '../../domain/feature.ts';
import { reply } from '../../domain/outcome.ts';
import { type StreamEvent, streamEvents } from '../../domain/stream.ts';
import { faultText } from '../../domain/template.ts';
import { phrases } from './phrases.ts';
import { createReactor } from './run.ts';
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
  create(house) {
    const { settings, compile, say, tell } = house;
    const reactor = createReactor(house);
    const faultOf = (kind: Kind) => {
      const text = settings()[kind].say;
      const compiled = text === null ? null : compile(text);
      return compiled && !compiled.ok ? faultText(say, compiled.fault) : null;
    };

    return {
      panel: {
        title: { fr: 'Réactions', en: 'Reactions' },
        read: () => ({
          items: streamEvents.map((kind) => ({ kind, ...settings()[kind] })),
        }),
        async preview(draft, { message: { channel, viewer } }) {
          const what = streamEvents.find((kind) => kind === draft);
          if (!what) return [];
          if (faultOf(what) !== null) return [() => faultOf(what) ?? ''];
          const said = await reactor.wordsFor(channel, { what, by: viewer, ...example[what] });
          return [{ ...reply(said.text), written: said.written, source: said.isForeign ? 'template' : 'bot' }];
        },
      },
      async start() {
        for (const kind of streamEvents) {
          const fault = settings()[kind].on ? faultOf(kind) : null;
          if (fault === null) continue;
          const text = `reactions.${kind}.say: ${fault}`;
          tell({ kind: 'warning', text, fr: text });
        }
      },
      stop: async () => reactor.stop(),
    };
  },
});
