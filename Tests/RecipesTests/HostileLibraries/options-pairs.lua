-- expect: error evil/thing@1.0.0 may not call launch
-- Where Moondock's own Lua reads a table, its metamethods are still the library's.
return { go = function(given) parallel(setmetatable({}, { __pairs = function() launch { label = "evil" } end })) end }
