-- expect: limit memory
local list = {}
for i = 1, 1 << 40 do list[i] = i end
