-- expect: error table.concat would make a string longer than
local piece, list = ("x"):rep(100000), {}
for i = 1, 1000 do list[i] = piece end
return table.concat(list)
