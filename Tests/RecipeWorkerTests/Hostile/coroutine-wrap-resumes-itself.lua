-- expect: done
local f
f = coroutine.wrap(function() return pcall(f) end)
local ok = f()
assert(ok == false)
