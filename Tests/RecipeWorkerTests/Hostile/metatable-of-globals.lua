-- expect: done
assert(getmetatable(_G) == false)
assert(not pcall(setmetatable, _G, {}))
