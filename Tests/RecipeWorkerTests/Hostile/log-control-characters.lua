-- expect: done
print("\27]0;title\7\27[2J\r\0\x9b31m", ("\xff"):rep(100))
log { "text", level = "no such level" }
