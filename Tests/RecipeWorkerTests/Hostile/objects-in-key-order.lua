-- expect: done
-- Keys that are objects are visited in the order in which they were made, wherever they are in memory.
local objects, set, seen = {}, {}, {}
for i = 1, 200 do
  objects[i] = i % 3 == 0 and {} or i % 3 == 1 and function() return i end or coroutine.create(function() end)
end
for i = #objects, 1, -1 do set[objects[i]] = i end
for _, number in pairs(set) do seen[#seen + 1] = number end
for i = 1, #objects do assert(seen[i] == i) end
