-- expect: limit instructions_per_turn
local function handler() while true do xpcall(error, handler) end end
xpcall(error, handler)
