-- expect: limit memory
local chain = {}
while true do chain = { chain, chain } end
