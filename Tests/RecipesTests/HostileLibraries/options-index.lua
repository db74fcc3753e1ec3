-- expect: done
-- Options are read as they are: no metamethod runs on the way to the host.
return { go = function(given) work(setmetatable({}, { __index = function() return launch { label = "evil" } end })) end }
