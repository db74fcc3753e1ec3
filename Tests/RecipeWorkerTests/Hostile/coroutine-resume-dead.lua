-- expect: done
-- Dead coroutines stay dead, also after an error and a lack of stack.
local co = coroutine.create(function() error("x") end)
assert(not coroutine.resume(co))
for _ = 1, 1000 do assert(not coroutine.resume(co)) end
local wrapped = coroutine.wrap(function() return 1 end)
wrapped()
assert(not pcall(wrapped))
