-- expect: done
local handle = secret "key"
assert(getmetatable(handle) == false)
assert(not pcall(setmetatable, handle, {}))
assert(not pcall(function() handle.name = "other" end))
assert(not pcall(rawset, handle, "name", "other"))
assert(not pcall(rawget, handle, "name"))
assert(not pcall(function() return handle .. "" end))
assert(not pcall(function() return #handle end))
assert(not pcall(function() return handle.value end))
assert(not pcall(next, handle))
