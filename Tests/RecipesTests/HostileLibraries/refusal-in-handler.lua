-- expect: error evil/thing@1.0.0 may not call launch
return { go = function(given) xpcall(error, function() launch { label = "evil" } end, "x") launch { label = "evil" } end }
