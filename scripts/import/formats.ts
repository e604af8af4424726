import type { Level } from '../../src/domain/viewer.ts';
import {
  type Bag,
  bagOf,
  bagsOf,
  FormatFault,
  type Found,
  listOf,
  nothingFound,
  numberOf,
  textOf,
  textsOf,
} from './found.ts';

// Names of levels never get wider: what there is no level for here is for moderators, who are fewer.

const fallback: Level = 'moderator';

function note(found: Found, name: string, level: unknown) {
  found.left.push({ what: name, why: `the level "${String(level)}" has no equal here: for moderators only` });
}

const nightbotLevels: ReadonlyMap<string, Level> = new Map([
  ['everyone', 'viewer'],
  ['subscriber', 'subscriber'],
  ['twitch_vip', 'vip'],
  ['moderator', 'moderator'],
  ['owner', 'broadcaster'],
  ['admin', 'broadcaster'],
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

function nightbot(json: unknown): Found {
  const whole = Array.isArray(json) ? Object.assign({}, ...bagsOf(json)) : bagOf(json);
  const found = nothingFound();
  if (!whole || !('commands' in whole || 'timers' in whole))
    throw new FormatFault('no "commands" and no "timers" in it');
  for (const row of bagsOf(whole.commands)) {
    const name = textOf(row['name']);
    const level = nightbotLevels.get(textOf(row['userLevel']) || 'everyone');
    if (!level) note(found, name, row['userLevel']);
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
    const { level: _, ...rest } = { level, cd: numberOf(row['coolDown']), count: numberOf(row['count']) };
    found.commands.push({ name, text: textOf(row['message']), level: level ?? fallback, ...rest });
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
  return found;
}

/** From 100, everyone, to 1500, the broadcaster. */
function streamElementsLevel(level: number): Level {
  if (level <= 100) return 'viewer';
  if (level <= 250) return 'subscriber';
  if (level <= 300) return 'moderator';
  if (level <= 400) return 'vip';
  return level <= 500 ? 'moderator' : 'broadcaster';
}

function streamElements(json: unknown): Found {
  const found = nothingFound();
  const whole = bagOf(json);
  const rows = whole ? ['commands', 'timers', 'counters', 'quotes'].flatMap((key) => bagsOf(whole[key])) : bagsOf(json);
  const isEmpty = Array.isArray(json) ? json.length === 0 : rows.length === 0;
  for (const row of rows) {
    const { command, id, count } = row;
    const name = textOf(command) || textOf(row['name']);
    if (typeof command === 'string') {
      const cooldown = bagOf(row['cooldown']) ?? {};
      const level = numberOf(row['accessLevel']) ?? 100;
      if (level === 300) note(found, name, 'regular');
      if ((numberOf(row['cost']) ?? 0) > 0) found.left.push({ what: name, why: 'its cost: there are no points here' });
      const isOnline = row['enabledOnline'] !== false;
      const isOffline = row['enabledOffline'] !== false;
      found.commands.push({
        ...{ name, text: textOf(row['reply']) || textOf(row['response']), level: streamElementsLevel(level) },
        ...{ cd: numberOf(cooldown['global']), ucd: numberOf(cooldown['user']), aliases: textsOf(row['aliases']) },
        isOff: row['enabled'] === false || (!isOnline && !isOffline),
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
    else if (typeof row['text'] === 'string' || typeof row['quote'] === 'string') found.quotes.push(quoteIn(row));
    else found.left.push({ what: name || JSON.stringify(row).slice(0, 60), why: 'not known what it is' });
  }
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

const sogeLevels: ReadonlyMap<string, Level> = new Map([
  ['0efd7b1c', 'viewer'],
  ['4300ed23', 'broadcaster'],
  ['b38c5adb', 'moderator'],
  ['e8490e6e', 'vip'],
  ['e3b557e7', 'subscriber'],
]);

function sogeBot(json: unknown): Found {
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
      const level = sogeLevels.get(textOf(first['permission']).slice(0, 8));
      if (!level) note(found, name, first['permission']);
      const isFiltered = textOf(first['filter']) !== '';
      if (isFiltered) found.left.push({ what: name, why: 'its filter: brought over switched off' });
      const isOff = row['enabled'] === false || isFiltered;
      found.commands.push({ name, text: textOf(first['response']), level: level ?? fallback, isOff });
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
  if (found.commands.length + found.timers.length === 0)
    throw new FormatFault('no command with "responses" and no timer in it');
  return found;
}

const chatTexts = (effects: unknown) => {
  const list = bagsOf(bagOf(effects)?.['list']);
  const texts = list.filter(({ type }) => type === 'firebot:chat').map(({ message }) => textOf(message));
  return { texts, others: list.length - texts.length };
};

function firebot(json: unknown): Found {
  const components = bagOf(bagOf(json)?.['components']);
  if (!components) throw new FormatFault('no "components" in it');
  const found = nothingFound();
  for (const row of bagsOf(components['commands'])) {
    const name = textOf(row['trigger']);
    const { texts, others } = chatTexts(row['effects']);
    if (texts.length === 0) {
      found.left.push({ what: name, why: 'it says nothing in chat' });
      continue;
    }
    if (texts.length > 1 || others > 0)
      found.left.push({ what: name, why: `${texts.length + others - 1} more effects than one line` });
    const isRestricted = listOf(bagOf(row['restrictionData'])?.['restrictions']).length > 0;
    if (isRestricted) note(found, name, 'restrictions');
    const cooldown = bagOf(row['cooldown']) ?? {};
    found.commands.push({
      ...{ name, text: texts[0]!, level: isRestricted ? fallback : 'viewer' },
      ...{ cd: numberOf(cooldown['global']), ucd: numberOf(cooldown['user']), count: numberOf(row['count']) },
      isOff: row['active'] === false,
    });
  }
  for (const row of bagsOf(components['timers'])) {
    const name = textOf(row['name']);
    const { texts } = chatTexts(row['effects']);
    if (texts.length === 0) {
      found.left.push({ what: `timer ${name}`, why: 'it says nothing in chat' });
      continue;
    }
    const everyMinutes = Math.max(1, (numberOf(row['interval']) ?? 900) / 60);
    const lines = numberOf(row['requiredChatLines']) ?? 0;
    found.timers.push({
      name,
      texts,
      everyMinutes,
      lines,
      isAlways: row['onlyWhenLive'] === false,
      isOff: row['active'] === false,
    });
  }
  return found;
}

function moobotLevel(groups: readonly unknown[]): Level {
  if (groups.includes(0)) return 'viewer';
  return groups.includes(4) ? 'subscriber' : 'moderator';
}

function moobot(json: unknown): Found {
  const whole = bagOf(json);
  const settings = bagsOf(whole?.['settings']);
  if (whole?.['type'] !== 'settings' || settings.length === 0) throw new FormatFault('no "settings" in it');
  const found = nothingFound();
  const data = (type: string) => settings.filter((one) => one['type'] === type).flatMap((one) => bagsOf(one['data']));
  for (const row of data('commands_custom')) {
    const groups = listOf(row['trigger_usergroups']);
    const name = textOf(row['identifier']);
    if (!groups.includes(0) && groups.includes(3)) note(found, name, 'regulars');
    found.commands.push({
      ...{ name, text: textOf(row['text']), level: moobotLevel(groups) },
      ...{ cd: numberOf(row['cooldown']), count: numberOf(row['counter']) },
    });
  }
  for (const row of data('command_aliases')) {
    const target = found.commands.findIndex(({ name }) => name === textOf(row['id']));
    const before = found.commands[target];
    if (before && textOf(row['arguments']) === '') {
      found.commands[target] = { ...before, aliases: [...(before.aliases ?? []), textOf(row['alias'])] };
    } else found.left.push({ what: textOf(row['alias']), why: 'an alias with arguments of its own, or of nothing' });
  }
  for (const row of data('command_timers')) {
    const ids = textsOf(row['commands']);
    const texts = found.commands.filter(({ name }) => ids.includes(name)).map(({ text }) => text);
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
  return found;
}

function fossabotLevel(names: readonly string[]): Level | null {
  if (names.length === 0) return 'viewer';
  const patterns: readonly (readonly [RegExp, Level])[] = [
    [/everyone|viewer/i, 'viewer'],
    [/sub/i, 'subscriber'],
    [/vip/i, 'vip'],
    [/mod/i, 'moderator'],
    [/broadcaster|owner|streamer/i, 'broadcaster'],
  ];
  return patterns.find(([pattern]) => names.some((name) => pattern.test(name)))?.[1] ?? null;
}

function fossabot(json: unknown): Found {
  const whole = bagOf(json);
  if (!whole || !Array.isArray(whole['commands'])) throw new FormatFault('no "commands" in it');
  const found = nothingFound();
  const roles = new Map(bagsOf(whole['roles']).map(({ id, name }) => [textOf(id), textOf(name)]));
  for (const row of bagsOf(whole['commands'])) {
    const name = textOf(row['name']);
    const ids = textsOf(row['role_ids']);
    const level = fossabotLevel(ids.map((id) => roles.get(id) ?? id));
    if (!level) note(found, name, ids.join(', '));
    const [isOnline, isOffline] = [row['enabled_online'] !== false, row['enabled_offline'] !== false];
    found.commands.push({
      ...{ name, text: textOf(row['response']), level: level ?? fallback, aliases: textsOf(row['aliases']) },
      isOff: !isOnline && !isOffline,
      when: isOnline === isOffline ? undefined : isOnline ? 'live' : 'offline',
    });
  }
  return found;
}

/** By the bot's name. */
export const jsonFormats: ReadonlyMap<string, (json: unknown) => Found> = new Map([
  ['nightbot', nightbot],
  ['streamelements', streamElements],
  ['sogebot', sogeBot],
  ['firebot', firebot],
  ['moobot', moobot],
  ['fossabot', fossabot],
]);
