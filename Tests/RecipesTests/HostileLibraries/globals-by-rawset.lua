-- expect: done
return { go = function(given) for _, name in ipairs { "pairs", "launch", "assert", "tostring", "require" } do rawset(_G, name, nil) end end }
