-- expect: error there is no variable called 'debug'
return { go = function(given) debug.getregistry() end }
