-- expect: error C stack overflow
-- A handler that fails is handled by itself.
local ok, message = xpcall(error, function(e) error(e) end)
assert(not ok)
local function f(n) return xpcall(f, f, n) end
local _, text = f(1)
error(text, 0)
