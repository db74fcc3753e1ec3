-- expect: done
-- Lua 5.4.4 read a handler from a stack that was gone when a coroutine that waits inside of xpcall was closed.
for _ = 1, 100 do
  local handled = 0
  local co = coroutine.create(function()
    xpcall(function()
      local guard <close> = setmetatable({}, { __close = function() error("in close") end })
      coroutine.yield()
    end, function(message) handled = handled + 1 return message end)
    error("it went on")
  end)
  assert(coroutine.resume(co))
  local closed, message = coroutine.close(co)
  assert(not closed and message:find("in close", 1, true), message)
  assert(handled == 0 and coroutine.status(co) == "dead")
end
