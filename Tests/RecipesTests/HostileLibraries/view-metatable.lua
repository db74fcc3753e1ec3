-- expect: error attempt to index a boolean value
-- The metatable of a view is not to be had.
return { go = function(given) getmetatable(require("moondock.text")).__index = nil end }
