-- expect: limit coroutines
local function grow() parallel({ 1, 2 }, grow) end
grow()
