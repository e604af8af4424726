import type { Say } from '../../domain/phrases.ts';
import type { StreamEvent } from '../../domain/stream.ts';
import type { phrases } from './phrases.ts';

/** What is shown of an event, behind the name; null: it is not for the overlay. */
export function eventText(say: Say<typeof phrases>, { what, count, title = '' }: StreamEvent): string | null {
  switch (what) {
    case 'raid':
      return say('overlay.raid', { viewers: count });
    case 'sub':
      return say('overlay.sub');
    case 'resub':
      return count < 2 ? say('overlay.sub') : say('overlay.resub', { months: count });
    case 'gift':
      return count < 2 ? say('overlay.gift') : say('overlay.gifts', { n: count });
    case 'cheer':
      return say('overlay.cheer', { bits: count });
    case 'redemption':
      return say('overlay.redemption', { points: count, title });
    case 'hype_train':
      return say('overlay.hype_train', { level: count });
    case 'follow':
    case 'shoutout':
      return say(`overlay.${what}`);
    default:
      return null;
  }
}
