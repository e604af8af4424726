import { DatabaseSync } from 'node:sqlite';
import type { Level } from '../../src/domain/viewer.ts';
import { bagOf, FormatFault, type Found, nothingFound, numberOf, textOf, textsOf } from './found.ts';

const levels: readonly Level[] = [
  'broadcaster',
  'broadcaster',
  'moderator',
  'subscriber',
  // Donators and regulars are few that somebody chose.
  'moderator',
  'vip',
  'moderator',
  'viewer',
];
const mostRows = 200_000;

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
  /** The column is NUMERIC: a text that looks like a number comes back as one. */
  const rows = (name: string): readonly (readonly [string, string])[] =>
    tables.has(`phantombot_${name}`)
      ? db
          .prepare(`SELECT variable, value FROM phantombot_${name} LIMIT ${mostRows}`)
          .all()
          .map(({ variable, value }) => [String(variable ?? ''), String(value ?? '')] as const)
      : [];
  const found = nothingFound();
  const permissions = new Map(rows('permcom'));
  const cooldowns = new Map(rows('cooldown'));
  const aliases = rows('aliases');
  for (const [name, text] of rows('command')) {
    const number = Number(permissions.get(name) ?? 7);
    const level = levels[number];
    if (!level || number === 4 || number === 6) {
      found.left.push({ what: name, why: `the level "${number}" has no equal here: for moderators only` });
    }
    const own = aliases.filter(([, target]) => target === name).map(([alias]) => alias);
    found.commands.push({ name, text, level: level ?? 'moderator', aliases: own, ...secondsIn(cooldowns.get(name)) });
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
