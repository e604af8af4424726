import type { Level } from '../../../src/domain/viewer.ts';
import { bagOf, FormatFault, type Found, leaveOthers, levelOr, listOf, nothingFound, textOf } from '../found.ts';

const levels: readonly (readonly [RegExp, Level])[] = [
  [/^(?:-|everyone|viewers?|tous|tout le monde|spectateurs?)?$/i, 'viewer'],
  [/^(?:subs?|subscribers?|abonn[ée]s?)$/i, 'subscriber'],
  [/^vips?$/i, 'vip'],
  [/^(?:mods?|moderators?|mod[ée]rateurs?)$/i, 'moderator'],
  [/^(?:streamer|broadcaster|owner|diffuseur)$/i, 'broadcaster'],
];

/** The list behind the public page of a channel's commands: there is no other export. */
export function wizebot(json: unknown): Found {
  const whole = bagOf(json);
  const rows = listOf(whole?.['data']);
  if (!whole || !('data' in whole) || (rows.length > 0 && !rows.some(Array.isArray))) {
    throw new FormatFault('no "data" with rows of a table in it');
  }
  const found = nothingFound();
  for (const row of rows) {
    const [names, , text, , who] = listOf(row).map((cell) =>
      textOf(cell)
        .replace(/<[^>]{0,200}>/g, ' ')
        .trim(),
    );
    const [name = '', ...aliases] = (names ?? '').split(/\s+/);
    if (name === '' || text === undefined) {
      found.left.push({ what: JSON.stringify(row).slice(0, 60), why: 'it is no row of a command' });
      continue;
    }
    const level = levels.find(([pattern]) => pattern.test(who ?? '?'))?.[1];
    found.left.push({ what: name, why: 'what the page says may be a description: brought over switched off' });
    found.commands.push({ name, text, aliases, level: levelOr(found, name, level, who), isOff: true });
  }
  leaveOthers(found, whole, ['data']);
  return found;
}
