-- expect: done
assert(not pcall(math.randomseed))
math.randomseed(42)
local a = math.random(0)
math.randomseed(42)
assert(math.random(0) == a)
assert(not pcall(math.random, 2, 1))
assert(math.random(math.mininteger, math.maxinteger))
