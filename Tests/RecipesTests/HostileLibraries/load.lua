-- expect: error there is no function or primitive called 'load'
return { go = function(given) load("launch{}")() end }
