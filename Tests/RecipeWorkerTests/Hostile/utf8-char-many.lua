-- expect: limit memory
-- Each call makes more text than its arguments take.
local codes, kept = {}, {}
for i = 1, 200 do codes[i] = 0x7fffffff end
while true do kept[#kept + 1] = utf8.char(table.unpack(codes)) end
