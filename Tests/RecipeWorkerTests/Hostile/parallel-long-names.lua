-- expect: done
-- A name is a part of every path below it: it is cut.
local name = ("n"):rep(500000)
parallel({ name, name }, function() parallel({ name }, function() work {} end) end)
