-- expect: error read-only
return { go = function(given) table.insert(require("moondock.text"), 1) end }
