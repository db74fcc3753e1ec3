-- expect: limit memory
-- More arguments than the other stack takes are an error there, not here.
local co = coroutine.create(function(...) return select("#", ...) end)
local list = {}
local ok, message = pcall(coroutine.resume, co, table.unpack(list, 1, 900000))
assert(ok ~= nil)
