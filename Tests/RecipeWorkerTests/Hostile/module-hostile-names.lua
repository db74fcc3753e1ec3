-- expect: done
for _, name in ipairs { "", "../etc/passwd", "/etc/passwd", "a\0b", "\xff", ("x"):rep(100000), "socket", "io" } do
  assert(not pcall(require, name), name)
end
assert(not pcall(require, nil))
assert(not pcall(require, {}))
