// KEYS: day, channel, viewer, in one slot. ARGV: limits of money and of tokens for each ('' for none), the amount of
// money and of tokens, time to live in seconds, '1' to leave a viewer out who is not there. Answers which limit would
// break, or 0, and what is spent now.
export const takeText = `
local spent, nano, tokens = {}, tonumber(ARGV[7]), tonumber(ARGV[8])
for i = 1, 3 do
  local has = redis.call('HMGET', KEYS[i], 'nano', 'tokens')
  spent[i * 2 - 1], spent[i * 2] = tonumber(has[1] or 0), tonumber(has[2] or 0)
  local most, mostTokens = tonumber(ARGV[i * 2 - 1]), tonumber(ARGV[i * 2])
  if (most and spent[i * 2 - 1] + nano > most) or (mostTokens and spent[i * 2] + tokens > mostTokens) then
    return {i}
  end
end
local answer = {0}
for i = 1, 3 do
  if i == 3 and ARGV[10] == '1' and redis.call('EXISTS', KEYS[3]) == 0 then nano, tokens = 0, 0 end
  if nano ~= 0 then redis.call('HINCRBY', KEYS[i], 'nano', ARGV[7]) end
  if tokens ~= 0 then redis.call('HINCRBY', KEYS[i], 'tokens', ARGV[8]) end
  redis.call('EXPIRE', KEYS[i], ARGV[9])
  answer[i * 2] = string.format('%.0f', spent[i * 2 - 1] + nano)
  answer[i * 2 + 1] = string.format('%.0f', spent[i * 2] + tokens)
end
return answer
`;

/** Answers what was there. */
export const forgetText = `
local was = redis.call('HMGET', KEYS[1], 'nano', 'tokens')
redis.call('DEL', KEYS[1])
return {was[1] or '0', was[2] or '0'}
`;
