-- expect: done
for _, value in ipairs { { [1.5] = 1 }, { [true] = 1 }, { [{}] = 1 }, { [0] = 1 }, { [-1] = 1 }, { 1, [3] = 3 },
  { ["\xff"] = 1 }, { [1 << 62] = 1 } } do
  assert(not pcall(work, { value = value }))
end
