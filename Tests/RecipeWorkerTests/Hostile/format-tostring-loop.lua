-- expect: limit instructions_per_turn
-- __tostring is called from C, where nothing can yield.
return string.format("%s", setmetatable({}, { __tostring = function() while true do end end }))
