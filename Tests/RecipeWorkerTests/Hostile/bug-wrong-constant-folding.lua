-- expect: done
-- 5.4.4 compiles a few expressions wrongly; whatever they give, they give it twice and nothing breaks.
local t = { [true] = "t", [false] = "f" }
local first = t[1 < 2]
for _ = 1, 100 do assert(t[1 < 2] == first) end
for _ = 1, 3 do
  local guard <close> = nil
  do break end
end
