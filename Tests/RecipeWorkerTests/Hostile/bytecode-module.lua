-- expect: done
-- A module's source is text as well.
local ok, failure = pcall(require, "bytecode")
assert(not ok)
