-- expect: done
-- Sizes and alignments beyond reason are errors.
assert(not pcall(string.pack, "i17", 1))
assert(not pcall(string.pack, "!3 i4", 1))
assert(not pcall(string.unpack, "s8", ("\xff"):rep(8)))
assert(not pcall(string.unpack, "z", "no end"))
assert(not pcall(string.pack, "c" .. ("9"):rep(30), "x"))
assert(not pcall(string.unpack, "i4", "abc", 1 << 62))
