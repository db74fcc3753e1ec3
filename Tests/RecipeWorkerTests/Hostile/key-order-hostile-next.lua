-- expect: done
-- next with a key that is not there, and a table that changes under pairs.
local t = { a = 1, b = 2, c = 3 }
assert(not pcall(next, t, "bb"))
for key in pairs(t) do t[key] = nil t["new" .. key] = 1 end
assert(not pcall(next, t, {}) or true)
assert(not pcall(next, 1))
