-- expect: limit instructions
-- Each turn is short, all of them together are not.
for i = 1, 1000 do
  for j = 1, 1000000 do end
  work {}
end
