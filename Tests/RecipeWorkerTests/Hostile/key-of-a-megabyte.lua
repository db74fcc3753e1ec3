-- expect: limit memory
local t = {}
for i = 1, 1 << 40 do t[("x"):rep(1000000) .. i] = true end
