-- expect: done
local wide = {}
for i = 1, 20000 do wide["key" .. i] = i end
assert(work { value = wide }.key20000 == 20000)
