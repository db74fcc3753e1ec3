-- expect: error evil/thing@1.0.0
return { go = function(given) error(setmetatable({ message = "evil/thing@1.0.0" }, { __tostring = function() launch { label = "evil" } end })) end }
