-- expect: error string.format would make a string longer than
local piece = ("x"):rep(1000000)
return string.format(("%s"):rep(20), table.unpack({ piece, piece, piece, piece, piece, piece, piece, piece, piece,
  piece, piece, piece, piece, piece, piece, piece, piece, piece, piece, piece }))
