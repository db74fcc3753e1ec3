-- expect: done
local main = coroutine.running()
assert(not coroutine.resume(main))
coroutine.wrap(function() assert(not coroutine.resume(main)) end)()
local co
co = coroutine.create(function() return coroutine.resume(co) end)
local ok, inner = coroutine.resume(co)
assert(ok and inner == false)
