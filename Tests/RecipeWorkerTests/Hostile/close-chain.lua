-- expect: limit instructions_per_turn
-- Each close opens the next.
local function again()
  local guard <close> = setmetatable({}, { __close = again })
  error("again")
end
while true do pcall(again) end
