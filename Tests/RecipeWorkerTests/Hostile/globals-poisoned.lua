-- expect: done
-- What a recipe does to its own names does not reach Moondock's Lua.
pairs, ipairs, type, error, pcall, tostring, rawget = nil, nil, nil, nil, nil, nil, nil
table, string, math = nil, nil, nil
local results = parallel({ "a", "b" }, function(item) return work { value = item } end)
assert(results[1] == "a" and results[2] == "b")
with_rollback("block", function() on_rollback("nothing", function() end) work {} end)
