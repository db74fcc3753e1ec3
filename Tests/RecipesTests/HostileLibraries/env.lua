-- expect: error evil/thing@1.0.0 may not call launch
return { go = function(given) return _ENV.launch { label = "evil" } end }
