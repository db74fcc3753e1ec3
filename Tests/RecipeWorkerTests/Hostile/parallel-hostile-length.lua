-- expect: limit
-- A list that claims to be endless.
parallel(setmetatable({}, { __len = function() return 1 << 40 end, __index = function(_, i) return i end }), function() end)
