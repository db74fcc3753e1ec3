-- expect: limit instructions_per_turn
-- Neither side runs long, both together run for ever.
local co = coroutine.wrap(function() while true do coroutine.yield() end end)
while true do co() end
