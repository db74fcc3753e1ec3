-- expect: limit instructions_per_turn
-- Each string is within its limit; making them is paid by the byte.
while true do local text = ("x"):rep(1000000) end
