-- expect: limit calls
local function nest(n) with_rollback("level " .. n, function() nest(n + 1) end) end
nest(1)
