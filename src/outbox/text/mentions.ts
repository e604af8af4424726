const mention = /(?<![@＠﹫])[@＠﹫]+(?=([\p{L}\p{N}_]+))/gu;

/** At most one `@`, and only before the name of the viewer that is being answered. */
export function withoutForeignMentions(text: string, viewerName: string | undefined): string {
  if (!/[@＠﹫]/u.test(text)) return text;
  let free = viewerName !== undefined && viewerName !== '';
  return text.replace(mention, (_marks, name: string) => {
    if (!free || name.toLowerCase() !== viewerName?.toLowerCase()) return '';
    free = false;
    return '@';
  });
}
