-- expect: limit coroutines
local kept = {}
for i = 1, 1 << 40 do kept[i] = coroutine.create(function() end) end
