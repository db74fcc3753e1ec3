-- expect: error C stack overflow
-- Each level goes through a C function.
local function f(s) return (s:gsub(".", f)) end
f("x")
