-- expect: done
local view = environment()
assert(not pcall(function() view.new = 1 end))
assert(not pcall(function() view.list[1] = 1 end))
assert(not pcall(rawset, view, "new", 1))
assert(not pcall(rawset, view.list, 1, 1))
assert(not pcall(table.insert, view.list, 1))
assert(not pcall(table.remove, view.list))
assert(not pcall(table.sort, view.list))
assert(not pcall(table.move, { 1, 2 }, 1, 2, 1, view.list))
assert(not pcall(setmetatable, view, nil))
for _, item in pairs(view) do
  if type(item) == "table" then assert(not pcall(rawset, item, "x", 1)) end
end
local _, inner = next(view, "a")
assert(#environment().list == 3)
