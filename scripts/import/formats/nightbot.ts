import type { Level } from '../../../src/domain/viewer.ts';
import {
  bagOf,
  bagsOf,
  FormatFault,
  type Found,
  leaveOthers,
  levelOr,
  nothingFound,
  numberOf,
  textOf,
} from '../found.ts';

const nightbotLevels: ReadonlyMap<string, Level | null> = new Map([
  ['everyone', 'viewer'],
  ['subscriber', 'subscriber'],
  ['twitch_vip', 'vip'],
  ['moderator', 'moderator'],
  ['owner', 'broadcaster'],
  ['admin', 'broadcaster'],
  ['regular', null],
]);

/** Minutes of a cron expression that comes at even times; null: it does not. */
function minutesOfCron(text: string): number | null {
  const [minute = '', hour = '', ...rest] = text.trim().split(/\s+/);
  if (rest.length !== 3 || rest.some((part) => part !== '*')) return null;
  const [, every] = /^\*\/(\d{1,2})$/.exec(minute) ?? [];
  if (every && hour === '*') return Number(every);
  const [, hours] = /^\*\/(\d{1,2})$/.exec(hour) ?? [];
  if (/^\d{1,2}$/.test(minute) && hour === '*') return 60;
  return /^\d{1,2}$/.test(minute) && hours ? Number(hours) * 60 : null;
}

const bare = (name: string) => name.replace(/^!/, '');

export function nightbot(json: unknown): Found {
  const whole = Array.isArray(json) ? Object.assign({}, ...bagsOf(json)) : bagOf(json);
  const found = nothingFound();
  if (!whole || !(Array.isArray(whole.commands) || Array.isArray(whole.timers)))
    throw new FormatFault('no "commands" and no "timers" in it');
  const rows = bagsOf(whole.commands);
  /** Of each command, by its name. */
  const aliases = new Map<string, string[]>();
  for (const row of rows.filter(({ alias }) => !textOf(alias))) {
    const name = textOf(row['name']);
    const userLevel = row['userLevel'] ?? 'everyone';
    const level = levelOr(found, name, nightbotLevels.get(textOf(userLevel)), userLevel);
    const [cd, count] = [numberOf(row['coolDown']), numberOf(row['count'])];
    const own: string[] = [];
    found.commands.push({ name, text: textOf(row['message']), level, cd, count, aliases: own });
    aliases.set(bare(name), own);
  }
  for (const row of rows.filter(({ alias }) => textOf(alias))) {
    const [name, target] = [textOf(row['name']), textOf(row['alias'])];
    const own = aliases.get(bare(target));
    if (own && textOf(row['message']) === '') own.push(name);
    else {
      const why = own ? 'with arguments of its own' : 'which is no command of the file';
      found.left.push({ what: name, why: `an alias of ${target}, ${why}` });
    }
  }
  for (const row of bagsOf(whole.timers)) {
    const name = textOf(row['name']);
    const everyMinutes = minutesOfCron(textOf(row['interval']));
    if (everyMinutes === null) {
      found.left.push({ what: `timer ${name}`, why: `its times (${textOf(row['interval'])}) are no interval` });
      continue;
    }
    const lines = numberOf(row['lines']) ?? 0;
    found.timers.push({ name, texts: [textOf(row['message'])], everyMinutes, lines, isOff: row['enabled'] === false });
  }
  leaveOthers(found, whole, ['commands', 'timers', '_total', 'status']);
  return found;
}
