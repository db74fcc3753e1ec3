-- expect: done
local closed = false
pcall(function()
  local guard <close> = setmetatable({}, { __close = function() closed = work { value = true } end })
  error("x")
end)
assert(closed)
