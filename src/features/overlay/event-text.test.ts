import { expect, test } from 'vitest';
import { keySay } from '../../../test/support/fakes.ts';
import { streamEvents } from '../../domain/stream.ts';
import { eventText } from './event-text.ts';

test('what somebody did for the channel is shown; what the channel does, and first messages, are not', () => {
  const by = { id: '7', login: 'lea', name: 'Lea' };
  const shown = streamEvents.map((what) => eventText(keySay, { what, by, count: 2, title: 'Hydrate' }));
  expect(Object.fromEntries(streamEvents.map((what, i) => [what, shown[i]]))).toEqual({
    raid: 'overlay.raid viewers=2',
    sub: 'overlay.sub',
    resub: 'overlay.resub months=2',
    gift: 'overlay.gifts n=2',
    cheer: 'overlay.cheer bits=2',
    follow: 'overlay.follow',
    redemption: 'overlay.redemption points=2 title=Hydrate',
    hype_train: 'overlay.hype_train level=2',
    shoutout: 'overlay.shoutout',
    online: null,
    offline: null,
    ad: null,
    first_chat: null,
  });
});
