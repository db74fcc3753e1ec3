-- expect: limit coroutines
local kept = {}
for i = 1, 1 << 40 do
  kept[i] = coroutine.wrap(function() coroutine.yield() end)
  kept[i]()
end
