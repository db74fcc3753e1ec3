-- expect: done
-- Whatever the order of insertion and the hash seed, pairs visits the same order.
local function order(keys)
  local t, seen = {}, {}
  for _, key in ipairs(keys) do t[key] = true end
  for key in pairs(t) do seen[#seen + 1] = tostring(key) end
  return table.concat(seen, " ")
end
local a = order { "zeta", "alpha", 3, 1.5, true, false, "Beta", -1, 2 }
local b = order { 2, -1, "Beta", false, true, 1.5, 3, "alpha", "zeta" }
assert(a == b and a == "-1 1.5 2 3 Beta alpha zeta false true", a)
