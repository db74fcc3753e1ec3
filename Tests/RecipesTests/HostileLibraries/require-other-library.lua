-- expect: error there is no module 'good'
return { go = function(given) return require "good" end }
