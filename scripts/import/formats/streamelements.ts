import type { Level } from '../../../src/domain/viewer.ts';
import {
  type Bag,
  bagOf,
  bagsOf,
  FormatFault,
  type Found,
  leaveOthers,
  levelOr,
  nothingFound,
  numberOf,
  reasonFor,
  textOf,
  textsOf,
} from '../found.ts';

/** From 100, everyone, to 1500, the broadcaster. */
function streamElementsLevel(level: number): Level {
  if (level <= 100) return 'viewer';
  if (level <= 250) return 'subscriber';
  if (level <= 300) return 'moderator';
  if (level <= 400) return 'vip';
  return level <= 500 ? 'moderator' : 'broadcaster';
}

export function streamElements(json: unknown): Found {
  const found = nothingFound();
  const whole = bagOf(json);
  const known = ['commands', 'timers', 'counters', 'quotes'];
  const rows = whole ? known.flatMap((key) => bagsOf(whole[key])) : bagsOf(json);
  leaveOthers(found, whole, known);
  let points = 0;
  const isEmpty = Array.isArray(json) ? json.length === 0 : rows.length === 0;
  for (const row of rows) {
    const { command, id, count } = row;
    const name = textOf(command) || textOf(row['name']);
    if (typeof command === 'string') {
      const cooldown = bagOf(row['cooldown']) ?? {};
      const level = numberOf(row['accessLevel']) ?? 100;
      if (level > 250 && level <= 300) levelOr(found, name, null, 'regular');
      // Said to everybody it would be read by everybody.
      const isWhisper = row['type'] === 'whisper';
      if (isWhisper) found.left.push({ what: name, why: 'it is whispered: brought over switched off' });
      if ((numberOf(row['cost']) ?? 0) > 0) found.left.push({ what: name, why: 'its cost: there are no points here' });
      const isOnline = row['enabledOnline'] !== false;
      const isOffline = row['enabledOffline'] !== false;
      found.commands.push({
        ...{ name, text: textOf(row['reply']) || textOf(row['response']), level: streamElementsLevel(level) },
        ...{ cd: numberOf(cooldown['global']), ucd: numberOf(cooldown['user']), aliases: textsOf(row['aliases']) },
        isOff: row['enabled'] === false || (!isOnline && !isOffline) || isWhisper,
        when: isOnline === isOffline ? undefined : isOnline ? 'live' : 'offline',
        count: numberOf(count),
      });
    } else if (Array.isArray(row['messages'])) {
      const [online, offline] = [bagOf(row['online']) ?? {}, bagOf(row['offline']) ?? {}];
      const isAlways = offline['enabled'] === true;
      const everyMinutes = numberOf((online['enabled'] === false && isAlways ? offline : online)['interval']) ?? 15;
      const isOff = row['enabled'] === false || (online['enabled'] === false && !isAlways);
      found.timers.push({
        name,
        texts: textsOf(row['messages']),
        everyMinutes,
        lines: numberOf(row['chatLines']) ?? 0,
        isAlways,
        isOff,
      });
    } else if (typeof id === 'string' && typeof count === 'number') found.counters.push({ name: id, value: count });
    else if (typeof row['points'] === 'number') points++;
    else if (typeof row['text'] === 'string' || typeof row['quote'] === 'string') found.quotes.push(quoteIn(row));
    else found.left.push({ what: name || JSON.stringify(row).slice(0, 60), why: 'not known what it is' });
  }
  if (points > 0) found.left.push({ what: 'points', why: `${points} of them: ${reasonFor('points')}` });
  const { commands, timers, quotes, counters } = found;
  if (!isEmpty && commands.length + timers.length + quotes.length + counters.length === 0) {
    throw new FormatFault('no commands, timers, counters or quotes in it');
  }
  if (!Array.isArray(json) && !whole) throw new FormatFault('neither a list nor an object');
  return found;
}

function quoteIn(row: Bag) {
  const at = Date.parse(textOf(row['createdAt']) || textOf(row['date']));
  return {
    text: textOf(row['text']) || textOf(row['quote']),
    author: textOf(row['author']) || textOf(row['user']),
    game: textOf(row['game']) || null,
    at: Number.isNaN(at) ? 0 : at,
  };
}
