-- expect: error evil/thing@1.0.0 may not call launch
-- What is done at the end is still the library's.
return { go = function(given) defer("later", function() launch { label = "evil" } end) end }
