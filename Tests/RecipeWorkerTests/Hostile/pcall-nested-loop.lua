-- expect: limit calls
local function keep_going() while true do pcall(keep_going) end end
keep_going()
