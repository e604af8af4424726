import type { Settings } from '../domain/settings.ts';
import { escapeRegExp } from '../lib/text.ts';

/**
 * Whether a line's text could be for the bot, told at a glance: in a raid nearly none is, and parsing them all is what
 * a raid costs. It may say yes too often, and never no to what `parse` would understand.
 */
export function createHint(settings: () => Settings): (text: string) => boolean {
  let from: Settings | null = null;
  let pattern = /(?:)/;
  return (text) => {
    const now = settings();
    if (from !== now) {
      from = now;
      // The prefix first, after whatever nobody sees, an ACTION or the name that Twitch puts before a reply; or the name.
      pattern = new RegExp(
        `^(?:\u0001ACTION )?(?:@\\S+\\s)?\\W*${escapeRegExp(now.bot.prefix)}|${escapeRegExp(now.bot.name)}`,
        'i',
      );
    }
    return pattern.test(text);
  };
}
