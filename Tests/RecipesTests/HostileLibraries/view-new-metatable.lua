-- expect: error cannot change a protected metatable
return { go = function(given) setmetatable(require("moondock.text"), {}) end }
