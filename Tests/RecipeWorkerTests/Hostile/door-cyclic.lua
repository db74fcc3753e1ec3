-- expect: error nested deeper than 64, or contains itself
local t = {}
t.t = t
work { value = t }
