-- expect: error evil/thing@1.0.0 may not call launch
return { go = function(given) parallel({ 1, 2 }, function() launch { label = "evil" } end) end }
