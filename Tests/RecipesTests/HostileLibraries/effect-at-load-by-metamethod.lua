-- expect: error work was called while loading module
local t = setmetatable({}, { __index = function() return work { label = "evil" } end })
return { n = t.x }
