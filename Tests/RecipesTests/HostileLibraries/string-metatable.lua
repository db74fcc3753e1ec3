-- expect: done
-- Methods of strings are everybody's; nobody can change them.
return { go = function(given) pcall(function() getmetatable("").__index.upper = function() return "!" end end) end }
