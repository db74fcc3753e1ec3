-- expect: error read-only
return { go = function(given) require("moondock.text").trim = function() return "!" end end }
