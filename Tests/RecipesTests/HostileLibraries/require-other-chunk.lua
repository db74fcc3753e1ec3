-- expect: error there is no module 'good/thing@1.0.0:lib/init.lua'
return { go = function(given) return require "good/thing@1.0.0:lib/init.lua" end }
