-- expect: done
for _, library in ipairs { "string", "table", "math", "utf8", "os", "coroutine" } do
  local t = _G[library]
  assert(getmetatable(t) == false)
  assert(not pcall(setmetatable, t, nil))
  assert(not pcall(rawset, t, "x", 1))
  assert(not pcall(function() t.x = 1 end))
  assert(not pcall(table.insert, t, 1))
end
