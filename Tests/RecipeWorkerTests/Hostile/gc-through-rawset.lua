-- expect: done
local meta = setmetatable({}, { __newindex = function() end })
local t = setmetatable({}, meta)
rawset(meta, "__gc", error)
rawset(meta, "__mode", "kv")
t[1] = {}
local junk = {}
for i = 1, 100000 do junk[i % 10] = { i } end
assert(t[1])
