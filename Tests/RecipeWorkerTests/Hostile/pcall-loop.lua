-- expect: limit instructions_per_turn
while true do pcall(function() while true do end end) end
