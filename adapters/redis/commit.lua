-- Applies a batch if the lease still is its holder's.
-- KEYS[1]: lease; the others are those of the steps. ARGV[1]: holder, then steps, one after the
-- other: command, index of its key, count of arguments, arguments. Returns 1, or 0: fenced.
if redis.call('HGET', KEYS[1], 'holder') ~= ARGV[1] then
  return 0
end
local i = 2
while i <= #ARGV do
  local command, key, n = ARGV[i], KEYS[tonumber(ARGV[i + 1])], tonumber(ARGV[i + 2])
  local first, last = i + 3, i + 2 + n
  i = last + 1
  if command == 'QUEUE' then -- ids, then as many values: what is there stays as it is
    local half = n / 2
    local there = redis.call('HMGET', key, unpack(ARGV, first, first + half - 1))
    local new = {}
    for j = 1, half do
      if not there[j] then
        new[#new + 1] = ARGV[first + j - 1]
        new[#new + 1] = ARGV[first + half + j - 1]
      end
    end
    if #new > 0 then
      redis.call('HSET', key, unpack(new))
    end
  elseif command == 'UPDATE' then -- pairs of id and state: the first part of what is there
    for j = first, last, 2 do
      local was = redis.call('HGET', key, ARGV[j])
      if was then
        redis.call('HSET', key, ARGV[j], ARGV[j + 1] .. string.sub(was, #ARGV[j + 1] + 1))
      end
    end
  elseif command == 'TRIM' then -- id of the first pack to keep, place in it up to which it is done
    redis.call('XTRIM', key, 'MINID', ARGV[first])
    if ARGV[last] ~= '' and (redis.call('HGET', KEYS[1], 'trimmed') or '') < ARGV[last]
        and #redis.call('XRANGE', key, ARGV[first], ARGV[first]) > 0 then
      redis.call('HSET', KEYS[1], 'trimmed', ARGV[last])
    end
  else
    redis.call(command, key, unpack(ARGV, first, last))
  end
end
return 1
