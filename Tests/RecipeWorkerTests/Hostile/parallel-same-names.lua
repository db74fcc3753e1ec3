-- expect: limit
-- Ten thousand equal names are told apart in linear time.
local items = {}
for i = 1, 10000 do items[i] = "same" end
parallel(items, { max = 1 }, function() while true do end end)
