-- expect: error recipes have no metamethod '__gc'
return { go = function(given) setmetatable({}, { __gc = function() launch { label = "evil" } end }) end }
