-- expect: done
local view = environment()
for _, value in ipairs({ table.unpack(view.tables) }) do
  assert(not pcall(function() value.x = 1 end))
end
for _, value in ipairs(view.tables) do assert(not pcall(function() value.x = 1 end)) end
local moved = table.move(view.tables, 1, #view.tables, 1, {})
assert(not pcall(function() moved[1].x = 1 end))
assert(not pcall(function() table.pack(table.unpack(view.tables))[1].x = 1 end))
