-- expect: error recipes have no os.getenv
return { go = function(given) os.getenv("HOME") end }
