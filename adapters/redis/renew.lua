-- Prolongs a lease that is still its holder's, or gives it back.
-- KEYS: lease. ARGV: holder, time to live in ms (0: give back). Returns 1 if it was the holder's.
if redis.call('HGET', KEYS[1], 'holder') ~= ARGV[1] then
  return 0
end
if ARGV[2] == '0' then
  redis.call('HSET', KEYS[1], 'holder', '')
  return 1
end
local now = redis.call('TIME')
redis.call('HSET', KEYS[1], 'expires', string.format('%.0f', now[1] * 1000 + math.floor(now[2] / 1000) + ARGV[2]))
return 1
