-- expect: limit coroutines
local items = {}
for i = 1, 5000 do items[i] = i end
parallel(items, function() work {} end)
