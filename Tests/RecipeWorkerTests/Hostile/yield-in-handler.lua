-- expect: done
-- A handler runs where nothing can wait: the refusal is an error inside the error.
local ok = xpcall(error, function() return work { value = 1 } end)
assert(not ok)
assert(work { value = 2 } == 2)
