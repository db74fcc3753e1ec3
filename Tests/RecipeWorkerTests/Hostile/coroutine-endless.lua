-- expect: limit instructions_per_turn
coroutine.wrap(function() while true do end end)()
