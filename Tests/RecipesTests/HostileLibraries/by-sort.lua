-- expect: error evil/thing@1.0.0 may not call launch
return { go = function(given) table.sort({ 2, 1 }, function() launch { label = "evil" } end) end }
