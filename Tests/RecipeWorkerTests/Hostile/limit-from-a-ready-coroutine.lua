-- expect: limit instructions_per_turn
-- Coroutines made before the limit do not run on after it.
local spare = {}
for i = 1, 200 do
  spare[i] = coroutine.wrap(function() while true do pcall(function() while true do coroutine.yield() end end) end end)
end
table.sort({ 2, 1 }, function()
  while true do
    for i = 1, 200 do pcall(spare[i]) end
  end
end)
