const readLists = `
local at = 7
local function list()
  local from, items = at + 1, {}
  at = from + ARGV[at]
  for i = from, at - 1 do items[#items + 1] = ARGV[i] end
  return items
end`;

/**
 * One heartbeat: renews the channels that this process serves, takes its share of those that are free, and says how many
 * it should give up. KEYS: live processes by when they count as dead, owners by channel, live processes by the limits
 * that their channels have. ARGV: now, lease, process, the limits of its channels, until when these count, how many
 * channels it takes at most; then lists, each after its length: channels it has left, channels it serves, processes known
 * to be dead, channels that the fleet is to serve. Answers the server's time, who is alive, its share of the channels,
 * what others serve of its own (channel, owner ...), what it took (channel, the dead owner or '' ...), the limits in use,
 * whether the process was known before.
 */
export const beatText = `
local time = redis.call('TIME')
local now, me = tonumber(ARGV[1]), ARGV[3]
${readLists}
local left, held, dead, wanted = list(), list(), list(), list()
local known = redis.call('ZSCORE', KEYS[1], me) and 1 or 0
for _, name in ipairs(dead) do redis.call('ZREM', KEYS[1], name) end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + ARGV[2], me)
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
for limit in string.gmatch(ARGV[4], '%d+') do redis.call('ZADD', KEYS[3], ARGV[5], limit) end
local alive, count = redis.call('ZRANGE', KEYS[1], 0, -1), {}
for _, name in ipairs(alive) do count[name] = 0 end

local owners, all = {}, redis.call('HGETALL', KEYS[2])
for i = 1, #all, 2 do owners[all[i]] = all[i + 1] end
local function own(channel, owner)
  owners[channel] = owner
  if owner then redis.call('HSET', KEYS[2], channel, owner) else redis.call('HDEL', KEYS[2], channel) end
end
for _, channel in ipairs(left) do
  if owners[channel] == me then own(channel, nil) end
end
local mine, lost, taken, free = {}, {}, {}, {}
for _, channel in ipairs(held) do
  mine[channel] = true
  local owner = owners[channel]
  if owner ~= me and count[owner or ''] then
    lost[#lost + 1] = channel
    lost[#lost + 1] = owner
  elseif owner ~= me then own(channel, me) end
end
local isWanted = {}
for _, channel in ipairs(wanted) do
  isWanted[channel] = true
  local owner = owners[channel]
  -- It took this one, and the answer was lost: it may take it again.
  if count[owner or ''] and (owner ~= me or mine[channel]) then count[owner] = count[owner] + 1
  else free[#free + 1] = channel end
end
for channel, owner in pairs(owners) do
  if not isWanted[channel] and not count[owner] then redis.call('HDEL', KEYS[2], channel) end
end

-- Shares differ by one at most; the larger ones go to those that have that many now, so that nothing moves needlessly.
local share, odd, before = math.floor(#wanted / #alive), #wanted % #alive, 0
for name, has in pairs(count) do
  if has > math.max(share, count[me]) or (has > share and has == count[me] and name < me) then before = before + 1 end
end
if before < odd then share = share + 1 end
for _, channel in ipairs(free) do
  if count[me] >= math.min(share, ARGV[6]) then break end
  count[me] = count[me] + 1
  taken[#taken + 1] = channel
  taken[#taken + 1] = owners[channel] ~= me and owners[channel] or ''
  own(channel, me)
end
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, 86400000) end
return { time[1] * 1000 + math.floor(time[2] / 1000), alive, share, lost, taken, redis.call('ZRANGE', KEYS[3], 0, -1), known }`;

/** Ends a process: its channels are free. KEYS: as above. ARGV: process. */
export const leaveText = `
redis.call('ZREM', KEYS[1], ARGV[1])
local all = redis.call('HGETALL', KEYS[2])
for i = 1, #all, 2 do
  if all[i + 1] == ARGV[1] then redis.call('HDEL', KEYS[2], all[i]) end
end`;

/**
 * A permit of a sliding window. KEYS: the permits by time, live processes. ARGV: now, span, how many processes there
 * should be, how many permits in all, how many are reserved for a process that is not there, how many for one that is,
 * the share of the rest that may be given, how many of that are held, name of the new permit (none: it only looks) and
 * from when it counts, what the names of this process's permits start with (its name and ':'), how many of them it knows in
 * the window, then permits that were given elsewhere, or that count from another time: time and name. Answers the wait,
 * processes that are not there, when the others' permits count from, and whether the process is known: one that is not
 * gets no permit. Where all permits are this process's own, as many as it knows, they are not read.
 */
export const windowText = `
local now, span, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[4])
for i = 13, #ARGV, 2 do redis.call('ZADD', KEYS[1], ARGV[i], ARGV[i + 1]) end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - span)
local known = redis.call('ZSCORE', KEYS[2], string.sub(ARGV[11], 1, -2)) and 1 or 0
local missing = math.max(0, ARGV[3] - redis.call('ZCOUNT', KEYS[2], '(' .. now, '+inf'))
most = math.floor((most - missing * ARGV[5] - (ARGV[3] - missing) * ARGV[6]) * ARGV[7]) - ARGV[8]
local wait, held = 0, redis.call('ZCARD', KEYS[1])
if most < 1 then wait = span
elseif held >= most then
  local first = redis.call('ZRANGE', KEYS[1], held - most, held - most, 'WITHSCORES')[2]
  wait = math.max(1, math.min(first, now) + span - now)
elseif ARGV[9] ~= '' and known == 1 then redis.call('ZADD', KEYS[1], ARGV[10], ARGV[9]) end
redis.call('PEXPIRE', KEYS[1], span + 3600000)
local times, all = {}, held == tonumber(ARGV[12]) and {} or redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
for i = 1, #all, 2 do
  if string.sub(all[i], 1, #ARGV[11]) ~= ARGV[11] then times[#times + 1] = all[i + 1] end
end
return { math.ceil(wait), missing, times, known }`;

/** Answers what came of a deed, or nothing. KEYS: the deed. */
export const outcomeText = `
local found = redis.call('GET', KEYS[1])
return found and string.sub(found, 1, 1) == '=' and found or ''`;

/**
 * Claims a deed. KEYS: the deed. ARGV: process, for how long nobody else may try. Answers what came of it, or 'mine' or
 * 'theirs'.
 */
export const beginText = `
local found = redis.call('GET', KEYS[1])
if found and string.sub(found, 1, 1) == '=' then return found end
if found and found ~= ARGV[1] then return 'theirs' end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 'mine'`;

/** Ends a deed; the first outcome stays. KEYS: the deed. ARGV: what came of it, time to live. */
export const doneText = `
local found = redis.call('GET', KEYS[1])
if found and string.sub(found, 1, 1) == '=' then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;

/** Redis was emptied, or has dropped the keys of the fleet: it is told everything again, as after an outage. */
export const emptied = { ok: false, reason: 'emptied', detail: 'Redis lost the keys of the fleet' } as const;
