-- expect: limit memory
-- Catching the lack of memory again and again ends the run all the same.
local kept = {}
while true do
  pcall(function() while true do kept[#kept + 1] = ("x"):rep(100000) .. #kept end end)
end
