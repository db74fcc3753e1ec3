-- expect: done
-- CVE-2025-49844: a chunk whose name is collected while it is parsed. Modules are loaded while memory is short.
local kept = {}
pcall(function() while true do kept[#kept + 1] = ("x"):rep(1000) .. #kept end end)
for i = 1, 20 do pcall(require, "harmless") end
kept = nil
assert(require "harmless")
