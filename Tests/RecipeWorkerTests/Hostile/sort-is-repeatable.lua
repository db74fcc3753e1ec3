-- expect: done
-- The stock sort picks its pivots by clock and address; the calls of the comparator would differ.
local function count()
  local list, calls = {}, 0
  for i = 1, 3000 do list[i] = i <= 1500 and i or 3000 - i end
  table.sort(list, function(a, b) calls = calls + 1 return a < b end)
  return calls
end
assert(count() == count())
