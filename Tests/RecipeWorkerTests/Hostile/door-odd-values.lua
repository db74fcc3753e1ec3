-- expect: done
for _, value in ipairs { print, coroutine.create(print), function() end } do
  assert(not pcall(work, { value = value }))
end
assert(work { value = 0 / 0 } ~= 0)
assert(work { value = -0.0 } == 0)
assert(work { value = math.mininteger } == math.mininteger)
assert(work { value = math.huge } == math.huge)
assert(work { value = "\xff\0" } == "\xff\0")
