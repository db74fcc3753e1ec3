-- expect: done
-- The metatable of strings is out of reach, and its functions are nobody's to replace.
assert(getmetatable("") == false)
assert(not pcall(setmetatable, "", {}))
assert(not pcall(function() ("").x = 1 end))
assert(not pcall(function() string.upper = error end))
assert(("a"):upper() == "A")
