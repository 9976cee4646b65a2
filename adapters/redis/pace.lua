-- Says that a process sends, and learns who else does.
-- KEYS: members, pause. ARGV: member, time to live in ms (0: it leaves), pause for so many ms more.
-- Returns for how long all calls are paused, in ms, then who lives.
local now = redis.call('TIME')
now = now[1] * 1000 + math.floor(now[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
if ARGV[2] == '0' then
  redis.call('ZREM', KEYS[1], ARGV[1])
else
  redis.call('ZADD', KEYS[1], string.format('%.0f', now + ARGV[2]), ARGV[1])
end
local paused = math.max(0, redis.call('PTTL', KEYS[2]))
if tonumber(ARGV[3]) > paused then
  paused = tonumber(ARGV[3])
  redis.call('SET', KEYS[2], '', 'PX', paused)
end
local answer = redis.call('ZRANGE', KEYS[1], 0, -1)
table.insert(answer, 1, tostring(paused))
return answer
