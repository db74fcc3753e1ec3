-- expect: error require takes a name in quotes
return { go = function(given) return require("set" .. "tings") end }
