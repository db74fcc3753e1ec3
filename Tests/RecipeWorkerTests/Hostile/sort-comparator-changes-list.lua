-- expect: done
-- The list shrinks and grows under the sort.
local list = {}
for i = 1, 200 do list[i] = 200 - i end
pcall(table.sort, list, function(a, b)
  list[#list] = nil
  list[#list + 5] = 1
  return (a or 0) < (b or 0)
end)
