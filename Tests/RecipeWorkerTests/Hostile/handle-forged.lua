-- expect: done
-- A table that looks like a handle is a table.
local forged = setmetatable({ kind = "secret", name = "key" }, { __name = "handle", __metatable = false })
assert(work { value = forged }.kind == "secret")
assert(type(forged) == "table")
assert(type(work { value = secret "key" }) == "userdata")
