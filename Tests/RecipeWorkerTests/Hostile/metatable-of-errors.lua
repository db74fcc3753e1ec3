-- expect: done
-- The metatable that all errors of the host share cannot be taken from one of them.
local ok, failure = pcall(work, { fail = "wanted" })
assert(not ok and failure.code == "wanted")
assert(getmetatable(failure) == false)
assert(not pcall(setmetatable, failure, {}))
