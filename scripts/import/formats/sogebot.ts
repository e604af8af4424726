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

const sogeLevels: ReadonlyMap<string, Level> = new Map([
  ['0efd7b1c', 'viewer'],
  ['4300ed23', 'broadcaster'],
  ['b38c5adb', 'moderator'],
  ['e8490e6e', 'vip'],
  ['e3b557e7', 'subscriber'],
]);

export function sogeBot(json: unknown): Found {
  const found = nothingFound();
  const whole = bagOf(json);
  const rows = Array.isArray(json)
    ? bagsOf(json)
    : [...bagsOf(whole?.['commands']), ...bagsOf(whole?.['timers']), ...(whole && 'responses' in whole ? [whole] : [])];
  for (const row of rows) {
    const [name, timer] = [textOf(row['command']), textOf(row['name'])];
    if (Array.isArray(row['responses'])) {
      const [first, ...others] = bagsOf(row['responses']).toSorted((a, b) => Number(a['order']) - Number(b['order']));
      if (!first) continue;
      if (others.length > 0) found.left.push({ what: name, why: `${others.length} more answers than one` });
      const level = levelOr(found, name, sogeLevels.get(textOf(first['permission']).slice(0, 8)), first['permission']);
      const isFiltered = textOf(first['filter']) !== '';
      if (isFiltered) found.left.push({ what: name, why: 'its filter: brought over switched off' });
      const isOff = row['enabled'] === false || isFiltered;
      found.commands.push({ name, text: textOf(first['response']), level, isOff });
    } else if (Array.isArray(row['messages'])) {
      const texts = bagsOf(row['messages'])
        .filter((one) => one['isEnabled'] !== false)
        .map((one) => textOf(one['response']));
      const everyMinutes = Math.max(1, (numberOf(row['triggerEverySecond']) ?? 900) / 60);
      const lines = numberOf(row['triggerEveryMessage']) ?? 0;
      found.timers.push({
        name: timer,
        texts,
        everyMinutes,
        lines,
        isAlways: row['tickOffline'] === true,
        isOff: row['isEnabled'] === false,
      });
    } else found.left.push({ what: name || timer || '?', why: 'not known what it is' });
  }
  leaveOthers(found, whole, ['commands', 'timers', 'responses', 'messages']);
  if (found.commands.length + found.timers.length === 0)
    throw new FormatFault('no command with "responses" and no timer in it');
  return found;
}
