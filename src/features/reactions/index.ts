import { defineFeature } from '../../domain/feature.ts';
import { reply } from '../../domain/outcome.ts';
import type { StreamEvent } from '../../domain/stream.ts';
import { faultText } from '../../domain/template.ts';
import { phrases } from './phrases.ts';
import { createReactor } from './run.ts';
import { heard, kinds, reactionSettings } from './settings.ts';

/** What a preview shows: so many viewers, months, gifts or bits. */
const example: Readonly<Record<StreamEvent['what'], number>> = { raid: 42, sub: 1, resub: 12, gift: 5, cheer: 100 };

/** What the bot says when somebody raids, subscribes, gives or cheers. */
export const reactions = defineFeature({
  name: 'reactions',
  settings: reactionSettings,
  phrases,
  readme: [],
  create(house) {
    const { settings, compile, say, tell } = house;
    const reactor = createReactor(house);
    const faultOf = (kind: StreamEvent['what']) => {
      const text = settings()[kind].say;
      const compiled = text === null ? null : compile(text);
      return compiled && !compiled.ok ? faultText(say, compiled.fault) : null;
    };

    return {
      panel: {
        title: { fr: 'Réactions', en: 'Reactions' },
        read: () => ({
          items: kinds.map((kind) => ({ kind, ...settings()[kind], isHeard: heard.some((one) => one === kind) })),
        }),
        async preview(draft, { message: { channel, viewer } }) {
          const what = heard.find((kind) => kind === draft);
          if (!what) return [];
          if (faultOf(what) !== null) return [() => faultOf(what) ?? ''];
          const said = await reactor.wordsFor(channel, { what, by: viewer, count: example[what] });
          return [{ ...reply(said.text), written: said.written, source: said.isForeign ? 'template' : 'bot' }];
        },
      },
      async start() {
        for (const kind of kinds) {
          if (!settings()[kind].on) continue;
          const what = heard.find((one) => one === kind);
          const fault = what ? faultOf(what) : null;
          if (fault !== null) {
            const text = `reactions.${kind}.say: ${fault}`;
            tell({ kind: 'warning', text, fr: text });
          } else if (!what) {
            const text = `reactions.${kind}: the bot is not told of this, so it says nothing of it`;
            const fr = `reactions.${kind} : le bot n’en est pas informé, il n’en dira rien`;
            tell({ kind: 'warning', text, fr });
          }
        }
      },
      stop: async () => reactor.stop(),
    };
  },
});
