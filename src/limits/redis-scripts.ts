import type { SharedScripts } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';
import type { Link } from '../lib/link.ts';
import type { Rules } from './rules.ts';

export interface RedisParts {
  readonly scripts: SharedScripts;
  readonly link: Link;
  readonly clock: Clock;
}

// All of a channel is in one slot of a cluster, so that an admission can be one script: its cooldown, its viewers, and
// those of its viewers whose commands have just ended.
export const channelKey = (channel: string) => `serdabot:limits:{${channel}}`;
export const viewerKey = (channel: string, viewer: string) => `serdabot:limits:{${channel}}:${viewer}`;

/** How long a command may be in flight past its deadline before its process counts as dead. */
export const graceMs = 5_000;
const windowMs = 3_600_000;
/** So many admissions of a viewer without an hourly cap are stored, for a cap that comes later. */
const uncapped = 100;

const pairs = Array.from({ length: 1296 }, (_, n) => n.toString(36).padStart(2, '0'));

/** A time as scripts compare it: eight digits of base 36, in which the order of texts is that of times. */
export function asText(time: number): string {
  const ms = Math.max(0, Math.floor(time));
  const high = Math.floor(ms / 1_679_616);
  const low = ms - high * 1_679_616;
  return pairs[(high / 1296) | 0]! + pairs[high % 1296]! + pairs[(low / 1296) | 0]! + pairs[low % 1296]!;
}

/** Later than any time. */
const never = 'zzzzzzzz';

/** Behind the times of a question: whether it needs the channel, and whether a refusal is told to nobody. */
const flags = { plain: '0', special: '1', quiet: '2', both: '3' };
/** Where there is no hourly cap, or one that nobody reaches. */
const mostLogged = 10_000;

const isSpecial = ({ ownCooldownMs, channelCooldownMs }: Rules) => ownCooldownMs > 0 || channelCooldownMs > 0;

/**
 * The end of a question: the admissions that are too near are those after these times, for the cooldown, for the hourly
 * cap, for the hour; then the cap as a length of the log, and what is needed to refuse.
 */
export function asTerms(rules: Rules, command: string, quiet: boolean, now: number): string {
  const { cooldownMs, ownCooldownMs, cap, channelCooldownMs } = rules;
  const hour = asText(now - windowMs);
  const capped = cap === Number.POSITIVE_INFINITY ? never : hour;
  const length = String(8 * Math.min(cap, mostLogged)).padStart(5, '0');
  const rest = `${length}${cooldownMs} ${ownCooldownMs} ${channelCooldownMs} ${command}`;
  const flag = isSpecial(rules) ? (quiet ? flags.both : flags.special) : quiet ? flags.quiet : flags.plain;
  // A stamp may lie ahead of this time: where there is no cooldown, it is none all the same.
  return (cooldownMs > 0 ? asText(now - cooldownMs) : never) + capped + hour + flag + rest;
}

// A viewer is one string of times as text: the admission in flight, when it counts as dead (both zeros: none), the
// length in four digits of what only few have, that, and the admissions, those in flight too, oldest first. What only
// few have is packed: `o` the last use of commands with a cooldown of their own, `u` what to put back there when the
// admission `s` did not run, `t` until when the viewer has been told of a gate.
const viewerText = `
local function split(record)
  if not record then return '0000000000000000', {}, '' end
  local length = tonumber(string.sub(record, 17, 20))
  local few = length > 0 and cmsgpack.unpack(string.sub(record, 21, 20 + length)) or {}
  return string.sub(record, 1, 16), few, string.sub(record, 21 + length)
end
local function write(key, ttl, head, few, log)
  local packed = next(few) and cmsgpack.pack(few) or ''
  redis.call('PSETEX', key, ttl, head .. string.format('%04d', #packed) .. packed .. log)
end
local function isIn(log, stamp)
  for at = 1, #log, 8 do
    if string.sub(log, at, at + 7) == stamp then return at end
  end
end
-- What ended may have counted as dead long ago, or is gone with everything else ("+"), or did not run ("-"): then it
-- is as if it had never been. A viewer may have several admissions of one stamp, which are alike in the log; what only
-- some leave behind is taken back by those that left it ("o": a cooldown of its own, "c": the channel's). Of one that may
-- never have been granted ("?"), and whose stamp others have, as many stay as are known to have run.
local function settle(key, ended, ttl, channel)
  local ran, stamp, more = string.sub(ended, 1, 1) == '+', string.sub(ended, 2, 9), string.sub(ended, 10)
  local record = redis.call('GET', key)
  if ran and not record then return write(key, ttl, '0000000000000000', {}, stamp) end
  if not ran and string.find(more, 'c', 1, true) then redis.call('ZREM', channel, key .. stamp, stamp) end
  local head, few, log = split(record)
  local at = isIn(log, stamp)
  if string.sub(ended, 1, 1) == '?' then
    if not record then return end
    if string.sub(head, 1, 8) == stamp then head = '0000000000000000' end
    local copies = 0
    for from = 1, #log, 8 do copies = copies + (string.sub(log, from, from + 7) == stamp and 1 or 0) end
    local over = copies - tonumber(more)
    if over > 0 then log = string.sub(log, 1, at - 1) .. string.sub(log, at + 8 * over) end
    return write(key, ttl, head, few, log)
  end
  if string.sub(head, 1, 8) == stamp then head = '0000000000000000' elseif ran or not at then return end
  if at and not ran then log = string.sub(log, 1, at - 1) .. string.sub(log, at + 8) end
  if few.u and few.u.s == stamp and not ran and string.find(more, 'o', 1, true) then
    few.o[few.u.c] = few.u.was
    few.u = nil
  end
  write(key, ttl, head, few, log)
end
local function see(few, by, now, wait)
  few.t = few.t or {}
  if few.t[by] and few.t[by] > now then return false end
  for gate, til in pairs(few.t) do
    if til <= now then few.t[gate] = nil end
  end
  few.t[by] = now + wait
  return true
end
`;

// Nearly every command that ends is known to be the one in flight. The rest of the script is read only when it is not.
const endedText = (first: string, argument: string, ttl: string) => `
for i = ${first}, #KEYS - 1 do
  local its, ended = KEYS[i], ${argument}
  if not ended or ended == '' then
    -- Sixteen: there was nothing, as after a loss.
    if call('SETRANGE', its, 0, '0000000000000000') == 16 then call('DEL', its) end
  else
    ${viewerText}
    settle(its, ended, ${ttl}, KEYS[#KEYS])
  end
end
`;

/**
 * KEYS: viewers who ask, viewers whose commands ended, and last the channel's admissions, which are stored only while the
 * channel has a cooldown. ARGV: time to live, how many ask, then for each the stamp an admission gets, when it counts as
 * dead and the terms in one (see `asTerms`), then for each command that ended nothing, or more when that is not so simple
 * (see `settle`); left out when all are simple. Answers 0 when all are granted; else a list of what each gets: 0, or
 * gate, wait, told.
 */
export const admitText = `
local call, sub, ttl, asks, channel = redis.call, string.sub, ARGV[1], tonumber(ARGV[2]), KEYS[#KEYS]
${endedText('asks + 1', 'ARGV[i + 2]', 'ttl')}
local function admit(key, asked)
  local stamp, flag = sub(asked, 1, 8), sub(asked, 41, 41)
  local special = flag == '${flags.special}' or flag == '${flags.both}'
  local record, log, few = call('GET', key), '', '0000'
  local by, now, cooldown, own, apart, command
  if record then
    few = sub(record, 17, 20)
    if few == '0000' then log = sub(record, 21)
    else
      few = sub(record, 17, 20 + few)
      log = sub(record, 17 + #few)
    end
    if sub(record, 9, 16) > stamp then by = 'in_flight'
    elseif log ~= '' and sub(log, -8) > sub(asked, 17, 24) then by = 'cooldown' end
  end
  local size, cap, lists = #log, tonumber(sub(asked, 42, 46)), nil
  if by or special or size >= cap then
    cooldown, own, apart, command = string.match(sub(asked, 47), '^(%S+) (%S+) (%S+) (.*)$')
    cooldown, own, apart = tonumber(cooldown), tonumber(own), tonumber(apart)
    now = tonumber(sub(asked, 33, 40), 36) + ${windowMs}
    lists = #few > 4 and cmsgpack.unpack(sub(few, 5)) or {}
  end
  local used = special and own > 0 and lists.o and lists.o[command]
  if not by and used and used + own > now then by = 'cooldown' end
  if not by and size >= cap and (cap == 0 or sub(log, -cap, 7 - cap) > sub(asked, 25, 32)) then by = 'hourly' end
  local last = not by and special and apart > 0 and call('ZRANGE', channel, -1, -1, 'WITHSCORES')[2]
  if last and last + apart > now then by = 'channel' end

  if not by then
    if size > 0 then
      local from, hour = 1, sub(asked, 33, 40)
      while from <= size and sub(log, from, from + 7) <= hour do from = from + 8 end
      log = sub(log, math.max(from, size - math.max(cap, ${uncapped * 8}) + 9))
    end
    if special and apart > 0 then
      call('ZADD', channel, tonumber(stamp, 36), key .. stamp)
      call('ZREMRANGEBYSCORE', channel, '-inf', now - ttl)
      call('PEXPIRE', channel, ttl)
    end
    if special and own > 0 then
      lists.o = lists.o or {}
      lists.u = { s = stamp, c = command, was = lists.o[command] }
      lists.o[command] = tonumber(stamp, 36)
      few = cmsgpack.pack(lists)
      few = string.format('%04d', #few) .. few
    end
    call('PSETEX', key, ttl, sub(asked, 1, 16) .. few .. log .. stamp)
    return 0
  end

  local wait = ${windowMs}
  if by == 'in_flight' then wait = math.max(1000, tonumber(sub(record, 9, 16), 36) - ${graceMs} - now)
  elseif by == 'cooldown' then
    wait = math.max(log ~= '' and tonumber(sub(log, -8), 36) + cooldown or 0, used and used + own or 0) - now
  elseif by == 'hourly' and cap > 0 then wait = tonumber(sub(log, -cap, 7 - cap), 36) + ${windowMs} - now
  elseif by == 'channel' then wait = last + apart - now end
  wait = math.ceil(wait)
  ${viewerText}
  local told = flag < '${flags.quiet}' and see(lists, by, now, wait)
  if told then write(key, ttl, by == 'in_flight' and sub(record, 1, 16) or '0000000000000000', lists, log) end
  return { by, wait, told and 1 or 0 }
end
local answers
for i = 1, asks do
  local answer = admit(KEYS[i], ARGV[i + 2])
  if answer ~= 0 and not answers then
    answers = {}
    for before = 1, i - 1 do answers[before] = 0 end
  end
  if answers then answers[i] = answer end
end
return answers or 0`;

/** KEYS: unused, viewers, the channel. ARGV: time to live, then for each as above. */
export const settleText = `local call = redis.call
${endedText('2', 'ARGV[i]', 'ARGV[1]')}`;

/** KEYS: the viewer. ARGV: now, time to live, gate, how long the window is. Answers 1 when it is the first time. */
export const tellText = `${viewerText}
local head, few, log = split(redis.call('GET', KEYS[1]))
if not see(few, ARGV[3], tonumber(ARGV[1]), tonumber(ARGV[4])) then return 0 end
write(KEYS[1], math.max(tonumber(ARGV[2]), tonumber(ARGV[4])), head, few, log)
return 1`;

/** KEYS: the viewer. ARGV: now as text, time to live. A command in flight stays so. */
export const resetText = `${viewerText}
local record = redis.call('GET', KEYS[1])
if not record then return end
if string.sub(record, 9, 16) <= ARGV[1] then redis.call('DEL', KEYS[1])
else write(KEYS[1], ARGV[2], string.sub(record, 1, 16), {}, '') end`;

/**
 * Adds what a process decided alone. KEYS: the channel, then viewers. ARGV: time to live, where the hour begins, the
 * channel's last admission or 0, then for each viewer how many admissions and uses of commands, these as text, and
 * those as time and command.
 */
export const mergeText = `${viewerText}
local at = 4
if ARGV[3] ~= '0' then
  redis.call('ZADD', KEYS[1], tonumber(ARGV[3], 36), ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
end
for i = 2, #KEYS do
  local head, few, log = split(redis.call('GET', KEYS[i]))
  local uses = at + 2 + ARGV[at]
  local behind = uses + 2 * ARGV[at + 1]
  -- Several may have one stamp: as many as either side knows of.
  local seen, theirs, all = {}, {}, {}
  for from = 1, #log, 8 do
    local stamp = string.sub(log, from, from + 7)
    seen[stamp] = (seen[stamp] or 0) + 1
  end
  for j = at + 2, uses - 1 do theirs[ARGV[j]] = (theirs[ARGV[j]] or 0) + 1 end
  for stamp, n in pairs(theirs) do seen[stamp] = math.max(seen[stamp] or 0, n) end
  for stamp, n in pairs(seen) do
    for _ = 1, stamp > ARGV[2] and n or 0 do all[#all + 1] = stamp end
  end
  table.sort(all)
  few.o = few.o or {}
  for j = uses, behind - 1, 2 do
    local command, was, used = ARGV[j + 1], few.o[ARGV[j + 1]], tonumber(ARGV[j], 36)
    if not was or was < used then
      -- It may be in flight yet, and not run.
      few.u = { s = ARGV[j], c = command, was = was }
      few.o[command] = used
    end
  end
  if next(few.o) == nil then few.o = nil end
  write(KEYS[i], ARGV[1], head, few, table.concat(all))
  at = behind
end`;

/**
 * Gives slots back, renews those that are held, and takes new ones: at most the cap in all, whoever has waited longest
 * first. KEYS: leases by expiry, waiting processes by rank, the same by when they count as gone. ARGV: now, lease, cap,
 * process, slots wanted, rank of its first waiter, number of the first new slot, how many are given back, these, those
 * that are held. Answers how many it took.
 */
export const slotsText = `
local now, wanted, took = tonumber(ARGV[1]), tonumber(ARGV[5]), 0
local ends, held = now + ARGV[2], 9 + ARGV[8]
for i = 9, held - 1 do redis.call('ZREM', KEYS[1], ARGV[i]) end
for i = held, #ARGV do redis.call('ZADD', KEYS[1], ends, ARGV[i]) end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now)) do redis.call('ZREM', KEYS[2], gone) end
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
redis.call('ZREM', KEYS[2], ARGV[4])
redis.call('ZREM', KEYS[3], ARGV[4])
if wanted > 0 then
  local free = ARGV[3] - redis.call('ZCARD', KEYS[1]) - redis.call('ZCOUNT', KEYS[2], '-inf', '(' .. ARGV[6])
  took = math.max(0, math.min(wanted, free))
  for i = 0, took - 1 do redis.call('ZADD', KEYS[1], ends, ARGV[4] .. ':' .. string.format('%d', ARGV[7] + i)) end
  if took < wanted then
    redis.call('ZADD', KEYS[2], ARGV[6], ARGV[4])
    redis.call('ZADD', KEYS[3], now + 500, ARGV[4])
  end
end
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, 7200000) end
return took`;
