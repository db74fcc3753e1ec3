-- expect: limit instructions_per_turn
local t = { 1 }
for i = 1, 40 do t = { t, t } end
while true do pcall(work, { value = t }) end
