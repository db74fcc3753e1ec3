-- expect: done
-- pcall and xpcall do not keep a coroutine from being closed.
local went_on = false
local co = coroutine.create(function()
  pcall(function() pcall(coroutine.yield) went_on = true end)
  went_on = true
  while true do coroutine.yield() end
end)
assert(coroutine.resume(co))
assert(coroutine.close(co) and coroutine.status(co) == "dead" and not went_on)
