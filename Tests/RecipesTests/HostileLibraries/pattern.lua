-- expect: error pattern too complex
return { go = function(given) string.find(string.rep("a", 5000), string.rep("a?", 5000) .. string.rep("a", 5000)) end }
