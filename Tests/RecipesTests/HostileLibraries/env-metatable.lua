-- expect: error attempt to index a boolean value
-- What lies behind the globals is not to be had.
return { go = function(given) return getmetatable(_G).__index.launch { label = "evil" } end }
