-- expect: done
-- A coroutine that waits inside xpcall and is then dropped.
for i = 1, 200 do
  local co = coroutine.create(function()
    return xpcall(function() coroutine.yield(i) error("late") end, function(e) return e end)
  end)
  coroutine.resume(co)
  if i % 2 == 0 then coroutine.resume(co) end
end
work {}
