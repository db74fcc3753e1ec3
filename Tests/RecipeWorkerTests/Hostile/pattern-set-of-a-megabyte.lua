-- expect: limit instructions_per_turn
-- A set is read anew for every letter of the text: a long set times a long text.
local set = "[" .. ("b"):rep(500000) .. "]"
return (("a"):rep(500000)):find(set)
