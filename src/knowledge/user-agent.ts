import type { Settings } from '../domain/settings.ts';

/** Name, version and whom to reach, as Wikipedia asks: the bot's own page on Twitch, and the operator's address. */
export function userAgent({ bot, contact }: Pick<Settings, 'bot' | 'contact'>): string {
  const reach = [`https://www.twitch.tv/${bot.name}`, contact].filter((part) => part !== '');
  return `SerdaBot/1.0 (${reach.join('; ').replace(/[()]/g, '')})`;
}
