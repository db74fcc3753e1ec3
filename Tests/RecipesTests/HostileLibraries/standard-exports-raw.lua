-- expect: error read-only
return { go = function(given) rawset(require("moondock.text"), "trim", nil) end }
