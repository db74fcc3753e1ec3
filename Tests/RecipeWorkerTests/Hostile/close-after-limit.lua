-- expect: limit instructions_per_turn
-- The variable's close would go on where the limit stopped the block.
local function run()
  local guard <close> = setmetatable({}, { __close = function() while true do end end })
  while true do end
end
while true do pcall(run) end
