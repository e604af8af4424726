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

export function nightbot(json: unknown): Found {
  const whole = Array.isArray(json) ? Object.assign({}, ...bagsOf(json)) : bagOf(json);
  const found = nothingFound();
  if (!whole || !('commands' in whole || 'timers' in whole))
    throw new FormatFault('no "commands" and no "timers" in it');
  for (const row of bagsOf(whole.commands)) {
    const name = textOf(row['name']);
    if (textOf(row['alias'])) {
      const target = found.commands.findIndex(
        (one) => one.name.replace(/^!/, '') === textOf(row['alias']).replace(/^!/, ''),
      );
      const before = found.commands[target];
      if (before && textOf(row['message']) === '') {
        found.commands[target] = { ...before, aliases: [...(before.aliases ?? []), name] };
      } else found.left.push({ what: name, why: `an alias of ${textOf(row['alias'])} with arguments of its own` });
      continue;
    }
    const userLevel = row['userLevel'] ?? 'everyone';
    const level = levelOr(found, name, nightbotLevels.get(textOf(userLevel)), userLevel);
    const [cd, count] = [numberOf(row['coolDown']), numberOf(row['count'])];
    found.commands.push({ name, text: textOf(row['message']), level, cd, count });
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
