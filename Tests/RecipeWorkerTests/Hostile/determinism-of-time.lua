-- expect: done
local first = os.time()
for i = 1, 1000000 do end
assert(os.time() == first)
assert(os.date("%Y", 0) == "1970")
assert(not pcall(os.date, "%"))
assert(not pcall(os.date, "%Ez"))
assert(not pcall(os.date, "*t", 1 << 62))
assert(not pcall(os.time, { year = 1 << 40, month = 1, day = 1 }))
assert(os.clock() >= 0)
