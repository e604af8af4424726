import type { Commit } from '../domain/storage.ts';
import type { EncodedChange } from './encoding.ts';
import type { RecordStore, Row } from './records.ts';
import { createScript, type Redis } from './redis-client.ts';

/** All values, the order of their keys, and the version of the last write. */
const keys = ['serdabot:records', 'serdabot:records:order', 'serdabot:records:version'] as const;

/**
 * ARGV: how many batches when anything is set, else 0; then for each batch its number of changes, and for each change
 * its kind, key, expected version ('*': any, '-': none) and text. Redis does not undo what a failing script has done, so
 * the command that a full server refuses comes first.
 */
const commitText = `
local last
if ARGV[1] == '0' then
  last = tonumber(redis.call('GET', KEYS[3]) or '0')
else
  last = redis.call('INCRBY', KEYS[3], ARGV[1]) - ARGV[1]
end
local at, answers = 2, {}
while at <= #ARGV do
  local first, unexpected = at + 1, nil
  at = first + 4 * ARGV[at]
  for i = first, at - 4, 4 do
    if ARGV[i + 2] ~= '*' and not unexpected then
      local row = redis.call('HGET', KEYS[1], ARGV[i + 1])
      if (row and string.match(row, '^%d+') or '-') ~= ARGV[i + 2] then unexpected = ARGV[i + 1] end
    end
  end
  if unexpected then
    answers[#answers + 1] = { unexpected }
  else
    if ARGV[1] ~= '0' then last = last + 1 end
    local version = string.format('%.0f ', last)
    for i = first, at - 4, 4 do
      local kind, key = ARGV[i], ARGV[i + 1]
      if kind == 'set' then
        if redis.call('HSET', KEYS[1], key, version .. ARGV[i + 3]) == 1 then redis.call('ZADD', KEYS[2], 0, key) end
      elseif kind == 'delete' then
        if redis.call('HDEL', KEYS[1], key) == 1 then redis.call('ZREM', KEYS[2], key) end
      end
    end
    answers[#answers + 1] = last
  end
end
return answers`;

const listText = `
local found = redis.call('ZRANGE', KEYS[2], ARGV[1], ARGV[2], 'BYLEX', 'LIMIT', 0, ARGV[3])
if #found == 0 then return { {}, {} } end
return { found, redis.call('HMGET', KEYS[1], unpack(found)) }`;

function asRow(key: string, text: string): Row {
  const space = text.indexOf(' ');
  return { key, version: Number(text.slice(0, space)), value: text.slice(space + 1) };
}

const expected = ({ version }: EncodedChange) => (version === undefined ? '*' : version === null ? '-' : `${version}`);

export function createRedisRecords(client: Redis): RecordStore {
  const commit = createScript(client, commitText);
  const list = createScript(client, listText);
  return {
    async get(key) {
      const text = await client.hGet(keys[0], key);
      return text === null ? undefined : asRow(key, text);
    },
    async list(prefix, after, limit) {
      const behind = Buffer.compare(Buffer.from(after), Buffer.from(prefix)) >= 0 && after !== '';
      const range = [behind ? `(${after}` : `[${prefix}`, `(${prefix}\u{10FFFF}`, String(limit)];
      const [found, texts] = (await list(keys, range)) as [string[], string[]];
      return found.map((key, i) => asRow(key, texts[i]!));
    },
    async commit(batches) {
      const sets = batches.some((changes) => changes.some(({ kind }) => kind === 'set'));
      const args = [sets ? String(batches.length) : '0'];
      for (const changes of batches) {
        args.push(String(changes.length));
        for (const change of changes) {
          args.push(change.kind, change.key, expected(change), change.kind === 'set' ? change.text : '');
        }
      }
      const answers = (await commit(keys, args)) as (number | [string])[];
      return answers.map(
        (answer): Commit =>
          typeof answer === 'number' ? { kind: 'committed', version: answer } : { kind: 'conflict', key: answer[0] },
      );
    },
  };
}
