-- expect: limit log
while true do pcall(print, ("x"):rep(10000)) end
