-- expect: done
-- Nothing, 2^62 times, is nothing at once.
assert((""):rep(1 << 62) == "")
assert((""):rep(1 << 62, "") == "")
