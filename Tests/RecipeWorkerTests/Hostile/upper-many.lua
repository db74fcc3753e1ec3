-- expect: limit instructions_per_turn
local text = ("x"):rep(1000000)
while true do text:upper():lower():reverse() end
