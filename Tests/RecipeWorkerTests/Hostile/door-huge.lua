-- expect: error larger than 32 MiB
local piece, list = ("x"):rep(1000000), {}
for i = 1, 60 do list[i] = piece end
work { value = list }
