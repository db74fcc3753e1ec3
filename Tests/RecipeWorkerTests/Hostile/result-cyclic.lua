-- expect: error the recipe's result
local t = {}
t[1] = t
return t
