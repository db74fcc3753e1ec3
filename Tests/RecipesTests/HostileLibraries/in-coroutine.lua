-- expect: error evil/thing@1.0.0 may not call launch
return { go = function(given) coroutine.wrap(function() launch { label = "evil" } end)() end }
