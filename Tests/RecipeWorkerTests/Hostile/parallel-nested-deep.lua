-- expect: limit coroutines
local function dig(n) return parallel({ "x" }, function() return dig(n + 1) end) end
dig(1)
