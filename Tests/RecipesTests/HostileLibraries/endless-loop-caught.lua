-- expect: limit instructions
return { go = function(given) while true do pcall(function() while true do end end) end end }
