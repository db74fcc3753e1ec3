-- expect: error xxxx
error(("x"):rep(1000000))
