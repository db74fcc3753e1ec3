-- expect: done
-- The host can be called where the stock library cannot wait.
local list = { 3, 1, 2 }
table.sort(list, function(a, b) return work { value = a < b } end)
assert(list[1] == 1 and list[2] == 2 and list[3] == 3)
