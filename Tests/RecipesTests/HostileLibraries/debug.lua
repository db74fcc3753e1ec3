-- expect: error recipes have no debug.getregistry
return { go = function(given) debug.getregistry() end }
