-- expect: error attempt to index a boolean value
-- A handle's metatable is not to be had.
return { go = function(given) getmetatable(given.handle).__index = nil end }
