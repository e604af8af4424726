import type { Settings } from '../domain/settings.ts';
import { escapeRegExp } from '../lib/text.ts';

/**
 * A cheap pre-filter before parsing: in a raid nearly no line is for the bot. May say yes too often, never no to what
 * `parse` understands.
 */
export function createHint(settings: () => Settings): (text: string) => boolean {
  let from: Settings | null = null;
  let pattern = /(?:)/;
  return (text) => {
    const now = settings();
    if (from !== now) {
      from = now;
      // The prefix at the start (after invisible characters, an ACTION or a reply's @name), or the bot's name anywhere.
      pattern = new RegExp(
        `^(?:\u0001ACTION )?(?:@\\S+\\s)?\\W*${escapeRegExp(now.bot.prefix)}|${escapeRegExp(now.bot.name)}`,
        'i',
      );
    }
    return pattern.test(text);
  };
}
