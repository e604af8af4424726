import { DatabaseSync } from 'node:sqlite';
import type { Level } from '../../src/domain/viewer.ts';
import {
  bagOf,
  FormatFault,
  type Found,
  levelOr,
  nothingFound,
  numberOf,
  reasonFor,
  textOf,
  textsOf,
} from './found.ts';

/** Caster, admin, moderator, subscriber, donator, VIP, regular, viewer; null: no such people are known here. */
const levels: readonly (Level | null)[] = [
  'broadcaster',
  'broadcaster',
  'moderator',
  'subscriber',
  null,
  'vip',
  null,
  'viewer',
];
/** What is read, or says how what is read behaves. */
const read = ['command', 'aliases', 'permcom', 'cooldown', 'notices', 'quotes', 'disabledCommands'];
/** Of the others, those that people filled; the rest is how its modules are set. */
const filled = /^(?:points|time|keywords|blackList|whiteList|lastseen|polls?|raffle|group|subplan|traffle|entered)/i;
const mostRows = 200_000;
/** Of one value; a notice has ten texts at most. */
const longestValue = 10_000;

/** config/phantombot.db: one table for each kind, with a section, a variable and a value. */
export function readPhantomBot(file: string): Found {
  let db: DatabaseSync;
  try {
    db = new DatabaseSync(file, { readOnly: true });
  } catch (error) {
    throw new FormatFault(`it cannot be opened as SQLite (${(error as Error).message})`);
  }
  try {
    return readTables(db);
  } catch (error) {
    if (error instanceof FormatFault) throw error;
    throw new FormatFault(`it is no database of PhantomBot (${(error as Error).message})`);
  } finally {
    db.close();
  }
}

function readTables(db: DatabaseSync): Found {
  const tables = new Set(
    db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'phantombot_%'")
      .all()
      .map(({ name }) => String(name)),
  );
  if (!tables.has('phantombot_command') && !tables.has('phantombot_quotes')) {
    throw new FormatFault('no table phantombot_command in it');
  }
  const found = nothingFound();
  /** The column is NUMERIC: a text that looks like a number comes back as one. */
  function rows(name: string): readonly (readonly [string, string])[] {
    const table = `phantombot_${name}`;
    if (!tables.has(table)) return [];
    // What is not in the file but made as it is read may be of any size.
    if (db.prepare('SELECT 1 FROM pragma_table_xinfo(?) WHERE hidden <> 0').get(table))
      throw new FormatFault(`${table} has columns that are computed`);
    const fits = `max(length(coalesce(variable, '')), length(coalesce(value, ''))) <= ${longestValue}`;
    const all = db.prepare(`SELECT variable, value FROM ${table} WHERE ${fits} LIMIT ${mostRows}`).all();
    const others = Number(db.prepare(`SELECT count(*) AS n FROM ${table} WHERE NOT (${fits})`).get()?.['n']);
    if (others > 0) found.left.push({ what: name, why: `${others} of them: longer than ${longestValue} characters` });
    return all.map(({ variable, value }) => [String(variable ?? ''), String(value ?? '')] as const);
  }
  const permissions = new Map(rows('permcom'));
  const cooldowns = new Map(rows('cooldown'));
  const aliases = rows('aliases');
  const off = new Set(rows('disabledCommands').map(([name]) => name));
  const commands = new Map(rows('command'));
  const ownOf = Map.groupBy(aliases, ([, target]) => target);
  for (const [alias, target] of aliases) {
    if (!commands.has(target)) {
      found.left.push({ what: alias, why: `an alias of "${target.slice(0, 60)}", which is no command of the file` });
    }
  }
  for (const [name, text] of commands) {
    const number = permissions.get(name) ?? '7';
    const level = levelOr(found, name, levels[Number(number)], number);
    const own = (ownOf.get(name) ?? []).map(([alias]) => alias);
    const isOff = off.has(name);
    found.commands.push({ name, text, level, aliases: own, isOff, ...secondsIn(cooldowns.get(name)) });
  }
  for (const [, value] of rows('notices')) {
    const notice = bagOf(parsed(value));
    if (!notice) continue;
    const disabled = Array.isArray(notice['disabled']) ? notice['disabled'] : [];
    found.timers.push({
      name: textOf(notice['name']),
      texts: textsOf(notice['messages']).filter((_, i) => disabled[i] !== true),
      everyMinutes: Math.max(1, numberOf(notice['intervalMin']) ?? 10),
      lines: numberOf(notice['reqMessages']) ?? 25,
      isAlways: notice['noticeOfflineToggle'] === true,
      isOff: notice['noticeToggle'] === false,
    });
  }
  for (const [number, value] of rows('quotes').toSorted(([a], [b]) => Number(a) - Number(b))) {
    const quote = parsed(value);
    if (!Array.isArray(quote))
      found.left.push({ what: `quote ${number}`, why: 'it is no list of author, text and date' });
    else {
      const [author, text, at, game] = quote;
      found.quotes.push({
        text: textOf(text),
        author: textOf(author),
        game: textOf(game) || null,
        at: Number(at) || 0,
      });
    }
  }
  const settings: string[] = [];
  for (const table of [...tables].toSorted()) {
    const name = table.slice('phantombot_'.length);
    if (read.includes(name)) continue;
    const count = Number(db.prepare(`SELECT count(*) AS count FROM "${table.replaceAll('"', '""')}"`).get()?.['count']);
    if (count > 0 && filled.test(name)) {
      found.left.push({ what: name, why: `${count} of them: ${reasonFor(name)}` });
    } else if (count > 0) settings.push(name);
  }
  if (settings.length > 0) {
    const shown = settings.slice(0, 20).join(', ');
    found.left.push({ what: 'settings of PhantomBot', why: `${shown}: config.yaml has the settings of this bot` });
  }
  return found;
}

function secondsIn(value: string | undefined) {
  const seconds = bagOf(parsed(value ?? ''));
  if (seconds) return { cd: numberOf(seconds['globalSec']), ucd: numberOf(seconds['userSec']) };
  const whole = Number(value);
  return value !== undefined && Number.isFinite(whole) && whole >= 0 ? { cd: whole } : {};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
