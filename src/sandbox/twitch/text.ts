/** What Twitch keeps of a line. */
const maxCharacters = 500;

/** Emoji with their own joiners and variation selectors: the only invisible characters that belong in a line. */
const emoji =
  /[0-9#*]\uFE0F\u20E3|\p{Extended_Pictographic}\uFE0F?\p{Emoji_Modifier}?(?:\u200D\p{Extended_Pictographic}\uFE0F?\p{Emoji_Modifier}?)*/gu;
const invisible = /[\p{Default_Ignorable_Code_Point}\u2028\u2029\uFFF9-\uFFFB]/u;

const code = (character: string): string =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;

/** Everything in the text of a line that no bot should ever send. */
export function faultsOf(text: string): readonly string[] {
  const faults: string[] = [];
  if (text.trim() === '') return ['empty text'];
  if (/^\s/.test(text)) faults.push('leading space');
  if (text.length > maxCharacters) faults.push(`${text.length} characters, at most ${maxCharacters}`);
  if (/^[/.\\]/.test(text.trimStart()) && !/^\/me /.test(text)) faults.push('starts like a chat command');
  const control = text.match(/\p{Cc}/u);
  if (control) faults.push(`control character ${code(control[0])}`);
  const hidden = text.replace(emoji, '').match(invisible);
  if (hidden) faults.push(`invisible character ${code(hidden[0])}`);
  if (/\uFFFD/.test(text)) faults.push('half a character (U+FFFD)');
  return faults;
}

/** As Twitch delivers it: trimmed, and cut after 500 characters. */
export const delivered = (text: string): string => [...text.trim()].slice(0, maxCharacters).join('');

/** What Twitch compares for its duplicate rule. */
export const compared = (text: string): string => text.trim().replace(/\s+/g, ' ');
