-- expect: limit instructions_per_turn
-- The same for the set of a frontier.
local set = "%f[" .. ("b"):rep(500000) .. "]"
return (("a"):rep(500000)):find(set)
