-- expect: done
-- A branch that swallows its cancellation gets it again at every call, and still ends.
local ok = pcall(parallel, {
  a = function() work {} error("stop") end,
  b = function() for i = 1, 100 do pcall(work, {}) end end,
})
assert(not ok)
