-- expect: limit instructions_per_turn
-- No Lua function at all between the calls.
while true do pcall(pcall, pcall, pcall, pcall, error) end
