-- expect: limit instructions_per_turn
xpcall(error, function() while true do end end)
