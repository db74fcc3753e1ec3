-- expect: limit instructions_per_turn
-- Coroutines shorter than the hook's count are not free.
while true do coroutine.wrap(function() end)() end
