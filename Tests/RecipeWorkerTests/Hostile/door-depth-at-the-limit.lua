-- expect: done
-- As deep as a value may be, it arrives and comes back; one deeper it is an error here.
local function nested(n) local t = {} for i = 1, n do t = { t } end return t end
for depth = 50, 70 do
  local ok, result = pcall(work, { value = nested(depth) })
  if ok then assert(type(result) == "table") end
end
assert(pcall(work, { value = nested(50) }))
assert(not pcall(work, { value = nested(70) }))
