-- expect: done
-- next and rawget hand out views of what is inside, too.
local view = environment()
local key, value
repeat
  key, value = next(view, key)
  if type(value) == "table" then assert(not pcall(function() value.x = 1 end), key) end
until key == nil
assert(not pcall(function() rawget(view, "list").x = 1 end))
for _, value in ipairs { view.nested } do assert(not pcall(function() value.deep.x = 1 end)) end
