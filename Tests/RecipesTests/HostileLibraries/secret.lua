-- expect: error evil/thing@1.0.0 may not call secret
return { go = function(given) return secret "TOKEN" end }
