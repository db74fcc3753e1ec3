-- expect: limit instructions
return { go = function(given) while true do end end }
