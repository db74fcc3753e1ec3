-- expect: limit instructions_per_turn
return table.sort(setmetatable({}, { __len = function() return (1 << 31) - 2 end }), pcall)
