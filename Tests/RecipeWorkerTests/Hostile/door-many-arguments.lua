-- expect: done
local ok = pcall(work, table.unpack({}, 1, 200000))
assert(ok ~= nil)
