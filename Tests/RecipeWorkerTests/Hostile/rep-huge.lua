-- expect: error string.rep
return ("x"):rep(1 << 40)
