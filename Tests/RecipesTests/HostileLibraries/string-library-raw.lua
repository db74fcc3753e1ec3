-- expect: error read-only
return { go = function(given) rawset(string, "upper", nil) end }
