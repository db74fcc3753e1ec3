-- expect: done
-- The overflow of CVE-2025-46817.
for _, range in ipairs { { 0, 2147483647 }, { -1, 2147483647 }, { math.mininteger, -1 }, { 1, math.maxinteger } } do
  assert(not pcall(table.unpack, {}, range[1], range[2]))
end
