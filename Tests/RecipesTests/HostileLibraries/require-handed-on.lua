-- expect: error evil/thing@1.0.0 has no module 'settings'
return { go = function(given) local r = require return r "settings" end }
