import type { Level } from '../../../src/domain/viewer.ts';
import {
  bagOf,
  bagsOf,
  FormatFault,
  type Found,
  leaveOthers,
  levelOr,
  listOf,
  nothingFound,
  numberOf,
  textOf,
  textsOf,
} from '../found.ts';

/** 0 all, 1 moderators, 2 editors, 3 regulars, 4 subscribers. */
function levelOf(groups: readonly unknown[]): Level | null | undefined {
  if (groups.includes(0)) return 'viewer';
  if (groups.includes(4)) return 'subscriber';
  if (groups.includes(1)) return 'moderator';
  return groups.includes(3) ? null : undefined;
}

export function moobot(json: unknown): Found {
  const whole = bagOf(json);
  const settings = bagsOf(whole?.['settings']);
  if (whole?.['type'] !== 'settings' || settings.length === 0) throw new FormatFault('no "settings" in it');
  const found = nothingFound();
  const data = (type: string) => settings.filter((one) => one['type'] === type).flatMap((one) => bagsOf(one['data']));
  /** Of each command, by its name: the text and the aliases. */
  const made = new Map<string, { readonly text: string; readonly aliases: string[] }>();
  for (const row of data('commands_custom')) {
    const groups = listOf(row['trigger_usergroups']);
    const [name, text] = [textOf(row['identifier']), textOf(row['text'])];
    const level = levelOr(found, name, levelOf(groups), groups.includes(3) ? 'regulars' : groups);
    const aliases: string[] = [];
    found.commands.push({
      ...{ name, text, level, aliases },
      ...{ cd: numberOf(row['cooldown']), count: numberOf(row['counter']) },
    });
    made.set(name, { text, aliases });
  }
  for (const row of data('command_aliases')) {
    const target = made.get(textOf(row['id']));
    if (target && textOf(row['arguments']) === '') target.aliases.push(textOf(row['alias']));
    else found.left.push({ what: textOf(row['alias']), why: 'an alias with arguments of its own, or of nothing' });
  }
  for (const row of data('command_timers')) {
    const texts = [...new Set(textsOf(row['commands']))].flatMap((id) => made.get(id)?.text ?? []);
    const name = textOf(row['description']);
    if (texts.length === 0) found.left.push({ what: `timer ${name}`, why: 'its commands are not in the file' });
    else
      found.timers.push({
        name,
        texts,
        everyMinutes: numberOf(row['time']) ?? 15,
        lines: 0,
        isOff: row['enabled'] === false,
      });
  }
  const known = ['commands_custom', 'command_aliases', 'command_timers'];
  leaveOthers(found, Object.fromEntries(settings.map((one) => [textOf(one['type']), one['data']])), known);
  return found;
}
