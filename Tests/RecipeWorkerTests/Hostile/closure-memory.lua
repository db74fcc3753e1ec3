-- expect: limit memory
local kept = {}
for i = 1, 1 << 40 do kept[i] = function() return i, kept end end
