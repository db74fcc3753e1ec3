-- expect: error attempt to call a nil value
return { go = function(given) local _ENV = setmetatable({}, { __index = function() return nil end }) return launch { label = "evil" } end }
