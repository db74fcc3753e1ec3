-- expect: error evil/thing@1.0.0 may not call environment
return { go = function(given) return environment() end }
