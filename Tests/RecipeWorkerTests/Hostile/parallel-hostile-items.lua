-- expect: done
-- Lengths, names and items that lie.
local lying = setmetatable({}, { __len = function() return 3 end, __index = function(_, i) return "n" .. i end })
assert(#parallel(lying, function(x) return x end) == 3)
assert(not pcall(parallel, setmetatable({}, { __len = function() return -1 end, __pairs = error }), 1))
local names = parallel({ "a/b", "a\0b", "", "..", "a/b", "\xff" }, function(x) work {} return x end)
assert(#names == 6)
