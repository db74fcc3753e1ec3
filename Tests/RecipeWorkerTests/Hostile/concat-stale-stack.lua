-- expect: done
-- Debian's 5.4.4 reads freed stack after a __concat metamethod, at some call depths.
local meta = {}
local t = setmetatable({}, meta)
meta.__concat = function() local function f(n) if n > 0 then return f(n - 1) + 1 end return 0 end f(200) return "x" end
local function at_depth(n) if n > 0 then return (at_depth(n - 1)) end return pcall(function() return "a" .. "b" .. t end) end
for depth = 0, 160 do assert(at_depth(depth) == false) end
