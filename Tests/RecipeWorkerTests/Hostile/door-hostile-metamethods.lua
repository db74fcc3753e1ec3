-- expect: done
-- Options are read raw: no metamethod of theirs runs at the border.
local t = setmetatable({ real = 1 }, { __index = error, __pairs = error, __len = error, __tostring = error })
assert(work { value = t }.real == 1)
