-- expect: limit instructions_per_turn
(("a"):rep(1000)):gsub("a", function() while true do pcall(function() while true do end end) end end)
