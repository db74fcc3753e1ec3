-- expect: done
-- Every way to end a pattern too early is an error and no read past its end.
for _, pattern in ipairs { "%", "[", "[^", "[%", "[a-", "%f", "%f[", "%b", "%bx", "(", "(()", "[]", "[^]", "[a-%", "%1" } do
  assert(not pcall(string.find, "abc", pattern), pattern)
end
