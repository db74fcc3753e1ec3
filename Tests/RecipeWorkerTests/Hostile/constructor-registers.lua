-- expect: limit memory
-- Varargs of a million, each frame holding its own.
local function f(...) return f(..., ...) end
f(table.unpack({}, 1, 200000))
