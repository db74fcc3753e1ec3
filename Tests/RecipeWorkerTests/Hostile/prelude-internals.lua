-- expect: done
-- The prelude's upvalues and its private table cannot be had.
assert(not pcall(function() return host end))
assert(not pcall(function() return exports end))
assert(not pcall(function() return debug.getupvalue end))
assert(not pcall(function() return debug.getinfo end))
assert(not pcall(parallel, 1))
assert(not pcall(parallel, {}, {}, 1))
assert(not pcall(parallel, { 1 }, { max = -1 }, work))
assert(not pcall(parallel, { 1 }, { max = 1 / 0 }, work))
assert(not pcall(parallel, { a = 1 }))
assert(not pcall(with_rollback, {}, {}))
assert(not pcall(on_rollback, "x", "y"))
