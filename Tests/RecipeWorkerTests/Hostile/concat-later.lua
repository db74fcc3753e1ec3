-- expect: error attempt to concatenate a table value
local meta = {}
local t = setmetatable({}, meta)
meta.__concat = function() return "joined" end
return "a" .. "b" .. t
