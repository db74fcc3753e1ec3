-- expect: limit instructions_per_turn
-- The operator works outside of the library: it is paid by what it allocates.
local text, kept = ("x"):rep(1000000), nil
while true do kept = text .. "y" end
