-- expect: done
-- Invalid text is an error or nil, whatever function looks at it.
local bad = "\xff\xfe\xc0\x80\xed\xa0\x80\xf5\x80\x80\x80"
assert(utf8.len(bad) == nil)
assert(not pcall(utf8.codepoint, bad, 1, -1))
assert(not pcall(function() for _ in utf8.codes(bad) do end end))
assert(not pcall(utf8.char, -1))
assert(not pcall(utf8.codepoint, "abc", 1, 1 << 62))
assert(not pcall(utf8.offset, "abc", 1, 1 << 62))
