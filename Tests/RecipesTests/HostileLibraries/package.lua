-- expect: error there is no variable called 'package'
return { go = function(given) package.loaded.settings = nil end }
