-- expect: done
-- The field set after the metatable has no effect either.
local ran = false
for i = 1, 1000 do
  local meta = {}
  local t = setmetatable({}, meta)
  meta.__gc = function() ran = true while true do end end
  setmetatable({}, setmetatable({}, { __index = { __gc = meta.__gc } }))
end
local junk = {}
for i = 1, 100000 do junk[i % 10] = { i } end
assert(not ran)
