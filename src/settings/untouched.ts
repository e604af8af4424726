import type { Settings } from '../domain/settings.ts';

/** What stands in the shipped file where the operator's own channel belongs. */
const placeholder = 'my_channel';

/** The shipped configuration as it came, which would join a stranger's channel. A local Twitch may have one of that name. */
export function isUntouched({ bot, twitch }: Pick<Settings, 'bot' | 'twitch'>): boolean {
  const isReal = twitch.api_port === null && /(^|\.)twitch\.tv$/.test(URL.parse(twitch.irc_url)?.hostname ?? '');
  return isReal && bot.channels.includes(placeholder);
}

const sentences = {
  fr: 'bot.channels est encore [my_channel] : lancez `npm run setup`, ou mettez-y votre chaîne',
  en: 'bot.channels is still [my_channel]: run `npm run setup`, or put your channel there',
} as const;

export const untouchedFault = (file: string, { bot }: Pick<Settings, 'bot'>): string =>
  `${file}: ${sentences[bot.language]}`;
