-- expect: limit log
-- A line of nothing still costs the host a line.
while true do print() end
