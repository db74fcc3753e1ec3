-- expect: done
local t = setmetatable({}, {
  __index = function(_, key) return work { value = key } end,
  __call = function(_, x) return work { value = x } end,
  __add = function(a, b) return work { value = 1 } end,
  __lt = function() return work { value = true } end,
  __eq = function() return work { value = true } end,
  __len = function() return work { value = 7 } end,
  __unm = function() return work { value = 5 } end,
})
assert(t.x == "x" and t(3) == 3 and t + 1 == 1 and t < t and #t == 7 and -t == 5)
for value in function(_, last) if not last then return work { value = 1 } end end do assert(value == 1) end
