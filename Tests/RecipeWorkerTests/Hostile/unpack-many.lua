-- expect: limit instructions_per_turn
local list = {}
while true do select("#", table.unpack(list, 1, 200000)) end
