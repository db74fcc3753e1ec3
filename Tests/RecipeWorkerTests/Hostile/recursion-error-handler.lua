-- expect: error error in error handling
-- A handler that fails is handled by itself.
local ok, message = xpcall(error, function(e) error(e) end)
assert(not ok)
local function f(n) return select(2, xpcall(f, f, n)) end
error(f(1), 0)
