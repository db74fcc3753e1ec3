-- expect: limit instructions_per_turn
-- Plain search of a half in a whole, again and again: paid by its bytes.
local half = ("a"):rep(250000) .. "b"
local whole = ("a"):rep(500000)
while true do whole:find(half, 1, true) end
