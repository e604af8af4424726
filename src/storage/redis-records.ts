import type { Commit } from '../domain/storage.ts';
import type { EncodedChange } from './encoding.ts';
import type { RecordStore, Row } from './records.ts';
import { createScript, type Redis } from './redis-client.ts';

const block = 1_000;

/** All values, the order of their keys, and the last version that was given to a process. */
export const recordKeys = ['serdabot:records', 'serdabot:records:order', 'serdabot:records:version'] as const;

/**
 * ARGV: whether something is set after something was deleted, then for each batch its number of changes and its version,
 * and for each change kind, key, expected version ('*': any, '-': none) and text. Redis does not undo what a failing
 * script has done: where a deletion might be first, a command comes before it that a full server refuses.
 */
const commitText = `
if ARGV[1] == '1' then redis.call('INCRBY', KEYS[3], 0) end
local at, answers = 2, {}
while at <= #ARGV do
  local first, version, unexpected = at + 2, ARGV[at + 1] .. ' ', 0
  at = first + 4 * ARGV[at]
  for i = first, at - 4, 4 do
    if ARGV[i + 2] ~= '*' and unexpected == 0 then
      local row = redis.call('HGET', KEYS[1], ARGV[i + 1])
      if (row and string.match(row, '^%d+') or '-') ~= ARGV[i + 2] then unexpected = ARGV[i + 1] end
    end
  end
  answers[#answers + 1] = unexpected
  if unexpected == 0 then
    for i = first, at - 4, 4 do
      local kind, key = ARGV[i], ARGV[i + 1]
      if kind == 'set' then
        if redis.call('HSET', KEYS[1], key, version .. ARGV[i + 3]) == 1 then redis.call('ZADD', KEYS[2], 0, key) end
      elseif kind == 'delete' then
        if redis.call('HDEL', KEYS[1], key) == 1 then redis.call('ZREM', KEYS[2], key) end
      end
    end
  end
end
return answers`;

/** ARGV: a key and its row for each. */
const setText = `
for i = 1, #ARGV, 2 do
  if redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) == 1 then redis.call('ZADD', KEYS[2], 0, ARGV[i]) end
end`;

const listText = `
local found = redis.call('ZRANGE', KEYS[2], ARGV[1], ARGV[2], 'BYLEX', 'LIMIT', 0, ARGV[3])
if #found == 0 then return { {}, {} } end
return { found, redis.call('HMGET', KEYS[1], unpack(found)) }`;

const versionsText = `
local found, versions = redis.call('ZRANGE', KEYS[2], ARGV[1], ARGV[2], 'BYLEX', 'LIMIT', 0, ARGV[3]), {}
for i, key in ipairs(found) do versions[i] = string.match(redis.call('HGET', KEYS[1], key), '^%d+') end
return { found, versions }`;

function asRow(key: string, text: string): Row {
  const space = text.indexOf(' ');
  return { key, version: Number(text.slice(0, space)), value: text.slice(space + 1) };
}

function range(prefix: string, after: string, limit: number): string[] {
  const behind = Buffer.compare(Buffer.from(after), Buffer.from(prefix)) >= 0 && after !== '';
  return [behind ? `(${after}` : `[${prefix}`, `(${prefix}\u{10FFFF}`, String(limit)];
}

const expected = ({ version }: EncodedChange) => (version === undefined ? '*' : version === null ? '-' : `${version}`);

type Batch = readonly EncodedChange[];
const isOneSet = ([change, more]: Batch) => change?.kind === 'set' && change.version === undefined && !more;

export function createRedisRecords(client: Redis, keys: readonly [string, string, string] = recordKeys): RecordStore {
  const commit = createScript(client, commitText);
  const set = createScript(client, setText);
  const list = createScript(client, listText);
  const versionsOf = createScript(client, versionsText);
  const recordsAndOrder = keys.slice(0, 2);
  // Taken from Redis by the block, so that a write needs no counter of its own.
  let version = 0;
  let reserved = 0;

  /** The key that was not as expected, or 0. */
  type Unexpected = string | 0;

  async function commitAll(batches: readonly Batch[], versions: readonly number[]): Promise<Unexpected[]> {
    const kinds = batches.flat().map(({ kind }) => kind);
    const args = [kinds.includes('delete') && kinds.lastIndexOf('set') > kinds.indexOf('delete') ? '1' : '0'];
    for (const [i, changes] of batches.entries()) {
      args.push(String(changes.length), String(versions[i]));
      for (const change of changes) {
        args.push(change.kind, change.key, expected(change), change.kind === 'set' ? change.text : '');
      }
    }
    return (await commit(keys, args)) as Unexpected[];
  }

  /** What most commits are, at half the price. */
  function setAll(batches: readonly Batch[], versions: readonly number[]): Promise<unknown> {
    const rows: string[] = [];
    for (let i = 0; i < batches.length; i++) {
      const [change] = batches[i]!;
      if (change?.kind === 'set') rows.push(change.key, `${versions[i]} ${change.text}`);
    }
    return set(recordsAndOrder, rows);
  }

  return {
    async get(key) {
      const text = await client.hGet(keys[0], key);
      return text === null ? undefined : asRow(key, text);
    },
    async list(prefix, after, limit) {
      const [found, texts] = (await list(recordsAndOrder, range(prefix, after, limit))) as [string[], string[]];
      return found.map((key, i) => asRow(key, texts[i]!));
    },
    async versions(prefix, after, limit) {
      const answer = await versionsOf(recordsAndOrder, range(prefix, after, limit));
      const [found, versions] = answer as [string[], string[]];
      return found.map((key, i) => ({ key, version: Number(versions[i]) }));
    },
    async commit(batches) {
      if (version + batches.length > reserved) {
        reserved = await client.incrBy(keys[2], block + batches.length);
        version = reserved - block - batches.length;
      }
      const versions = batches.map(() => ++version);
      if (batches.every(isOneSet)) {
        await setAll(batches, versions);
        return versions.map((version): Commit => ({ kind: 'committed', version }));
      }
      const written = await commitAll(batches, versions);
      return written.map(
        (key, i): Commit => (key === 0 ? { kind: 'committed', version: versions[i]! } : { kind: 'conflict', key }),
      );
    },
  };
}
