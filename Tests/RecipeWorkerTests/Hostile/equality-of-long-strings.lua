-- expect: killed
-- One instruction compares a megabyte.
local a = ("x"):rep(1000000) .. "a"
local b = ("x"):rep(1000000) .. "b"
local function compare(i) return a == b end
for i = 1, 1 << 40 do compare(i) end
