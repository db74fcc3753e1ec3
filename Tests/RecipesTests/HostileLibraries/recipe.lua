-- expect: error evil/thing@1.0.0 may not call recipe: only recipes declare themselves
return { go = function(given) return recipe { summary = "evil" } end }
