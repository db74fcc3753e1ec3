-- expect: error from the metamethod
local hostile = setmetatable({}, { __len = function() return 5 end, __index = function() error("from the metamethod") end })
table.sort(hostile)
