-- expect: done
-- A table that is not weak keeps what it holds.
local meta = {}
local t = setmetatable({}, meta)
meta.__mode = "kv"
t[1], t[{}] = {}, 1
local junk = {}
for i = 1, 200000 do junk[i % 10] = { i } end
assert(t[1])
