-- Takes a partition that is free or whose lease ran out.
-- KEYS: lease. ARGV: owner, time to live in ms. Returns the new epoch, or nothing.
local now = redis.call('TIME')
now = now[1] * 1000 + math.floor(now[2] / 1000)
local lease = redis.call('HMGET', KEYS[1], 'holder', 'expires', 'epoch')
if lease[1] and lease[1] ~= '' and now < tonumber(lease[2]) then
  return false
end
-- The wall clock, so that an epoch is new even when the last ones were lost in a failover.
local epoch = math.max((tonumber(lease[3]) or 0) + 1, now)
local text = string.format('%.0f', epoch)
redis.call('HSET', KEYS[1], 'holder', text .. ' ' .. ARGV[1],
  'expires', string.format('%.0f', now + ARGV[2]), 'epoch', text)
return epoch
