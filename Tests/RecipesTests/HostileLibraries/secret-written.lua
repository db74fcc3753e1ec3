-- expect: error cannot be changed
return { go = function(given) given.handle.name = "other" end }
