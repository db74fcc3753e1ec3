-- expect: done
assert(rawget(coroutine, "close") == nil)
