-- expect: limit instructions_per_turn
local guard <close> = setmetatable({}, { __close = function() while true do end end })
