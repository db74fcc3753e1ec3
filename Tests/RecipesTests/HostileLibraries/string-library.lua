-- expect: error read-only
return { go = function(given) string.upper = function() return "!" end end }
