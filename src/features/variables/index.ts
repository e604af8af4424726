import { defineFeature } from '../../domain/feature.ts';
import { domains, section } from '../../lib/schema.ts';
import { phrases } from './phrases.ts';

/** Variables of custom commands and timers that are about nothing of the bot: who typed, dates, chance, the web. */
export const variables = defineFeature({
  name: 'variables',
  // Hosts that $(urlfetch ...) may ask; none by default.
  settings: section({ fetch: section({ allow: domains(100).default([]) }) }),
  phrases,
  readme: [],
  async create(house) {
    const [{ createChatters }, { createFetchText }, { createBase }] = await Promise.all([
      import('./chatters.ts'),
      import('./fetch-text.ts'),
      import('./values.ts'),
    ]);
    const chatters = createChatters(house.clock);
    const fetchText = createFetchText({ allow: () => house.settings().fetch.allow });
    return {
      sees: chatters.see,
      stop: async () => chatters.stop(),
      async forget(_viewerId, names = []) {
        chatters.forget(names);
        return { ok: true, value: null };
      },
      variables: [
        ...createBase(house, chatters),
        {
          name: 'urlfetch',
          argument: 'required',
          // An address would not leave: no link of the bot's own does.
          example: 'urlfetch ADDRESS (https)',
          isForeign: true,
          isGood: (url) => URL.parse(url)?.protocol === 'https:',
          async value(url, _use, signal) {
            const text = await fetchText(url, signal);
            if (text !== null) return text;
            return house.say(fetchText.isAllowed(url) ? 'variables.fetch.none' : 'variables.fetch.closed');
          },
        },
      ],
    };
  },
});
