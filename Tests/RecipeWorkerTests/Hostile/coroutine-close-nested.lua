-- expect: done
-- Closing coroutines inside closing ones crashed Lua 5.4.4; only an error closes one here.
local function nest(n)
  if n == 0 then error("end") end
  local inner = coroutine.wrap(function()
    local guard <close> = setmetatable({}, { __close = function() pcall(nest, n - 1) end })
    error("next")
  end)
  inner()
end
assert(not pcall(nest, 12))
