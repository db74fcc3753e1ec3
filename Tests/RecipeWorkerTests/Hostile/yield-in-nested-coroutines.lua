-- expect: done
local function nest(n)
  if n == 0 then return work { value = "deep" } end
  return coroutine.wrap(function() return nest(n - 1) end)()
end
assert(nest(50) == "deep")
