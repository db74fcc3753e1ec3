-- expect: error work cannot be called inside 'sort', which cannot wait
-- A comparator cannot wait for the host; it is told so.
local list = { 3, 1, 2 }
table.sort(list, function(a, b) return work { value = a < b } end)
assert(list[1] == 1 and list[2] == 2 and list[3] == 3)
