-- expect: error there is no module 'lib/settings.lua'
return { go = function(given) return require "lib/settings.lua" end }
