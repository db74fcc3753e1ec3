-- expect: error recipes have no metamethod '__gc'
setmetatable({}, { __gc = function() while true do end end })
