// A joiner or a variation selector stays where it follows an emoji.
const invisible =
  /(?!\u200D|\uFE0F)\p{Default_Ignorable_Code_Point}|(?<!\uFE0F|[\p{Extended_Pictographic}\p{Emoji_Modifier}#*0-9])(?:\u200D|\uFE0F)/gu;

/** What somebody typed, without what nobody can see (chat clients append such characters to repeat a line). */
export function visible(text: string): string {
  return text
    .replace(/[\u0000-\u001F\u007F-\u009F]/g, ' ')
    .replace(invisible, '')
    .trim();
}

export const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Twitch logins compare in lower case; people write them with or without `@` and `#`. */
export const asLogin = (text: string) => text.trim().replace(/^[@#]/, '').toLowerCase();

/** A name as somebody typed it, fit to be said; null for what is no login, which is not repeated. */
export function saidLogin(text: string): string | null {
  const login = asLogin(text);
  return /^\w{1,25}$/.test(login) ? login : null;
}
