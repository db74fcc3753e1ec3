-- expect: limit instructions_per_turn
-- A hundred thousand results at every call.
local text = ("x"):rep(100000)
while true do text:byte(1, 100000) end
