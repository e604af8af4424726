import { defineFeature } from '../../domain/feature.ts';
import { domains, section } from '../../lib/schema.ts';
import { createChatters } from './chatters.ts';
import { createFetchText } from './fetch-text.ts';
import { phrases } from './phrases.ts';
import { createBase } from './values.ts';

/** Variables of custom commands and timers that are about nothing of the bot: who typed, dates, chance, the web. */
export const variables = defineFeature({
  name: 'variables',
  // Hosts that $(urlfetch ...) may ask; none by default.
  settings: section({ fetch: section({ allow: domains(100).default([]) }) }),
  phrases,
  readme: [],
  create(house) {
    const chatters = createChatters(house.clock);
    const fetchText = createFetchText({ allow: () => house.settings().fetch.allow });
    return {
      sees: chatters.see,
      variables: [
        ...createBase(house, chatters),
        {
          name: 'urlfetch',
          argument: 'required',
          example: 'urlfetch https://example.com/text',
          isForeign: true,
          isGood: (url) => URL.parse(url)?.protocol === 'https:',
          value: async (url, _use, signal) => (await fetchText(url, signal)) ?? house.say('variables.fetch.none'),
        },
      ],
    };
  },
});
