-- expect: done
-- Names that are none never reach the host.
for _, name in ipairs { "", "\xff", "a b", "a\0b", "\27[2J", ("x"):rep(201), ("x"):rep(1 << 20) } do
  local ok, problem = pcall(require, name)
  assert(not ok and problem:find("a module's name has 1 to 200", 1, true), problem)
end
