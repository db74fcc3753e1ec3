-- expect: error there is no module 'settings'
return { go = function(given) return require "settings" end }
