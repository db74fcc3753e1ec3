-- expect: limit instructions_per_turn
-- The same matcher behind an iterator.
for _ in (("x"):rep(60000)):gmatch("x*b") do end
