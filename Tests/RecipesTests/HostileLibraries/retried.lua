-- expect: error evil/thing@1.0.0 may not call launch
return { go = function(given) retry({ times = 2, backoff = 0 }, function() launch { label = "evil" } end) end }
