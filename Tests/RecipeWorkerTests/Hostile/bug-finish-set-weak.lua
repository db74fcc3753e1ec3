-- expect: error recipes have no metamethod '__mode'
-- luaV_finishset freed a table twice under a weak metatable and a lack of memory; no table is weak here.
local kept = {}
for i = 1, 1 << 40 do
  local meta = {}
  meta.__newindex = setmetatable({}, meta)
  meta.__mode = "kv"
  local t = setmetatable({}, meta)
  pcall(function() t[i] = ("x"):rep(1000) .. i end)
  kept[i] = t
end
