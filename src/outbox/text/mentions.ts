const mention = /(?<![@＠﹫])[@＠﹫]+(?=([\p{L}\p{N}_]+))/gu;

/** At most one `@` before each of these names: that of the viewer who is answered, and those that a moderator wrote. */
export function withoutForeignMentions(text: string, names: readonly string[]): string {
  if (!/[@＠﹫]/u.test(text)) return text;
  const free = new Set(names.map((name) => name.toLowerCase()));
  return text.replace(mention, (_marks, name: string) => (free.delete(name.toLowerCase()) ? '@' : ''));
}
