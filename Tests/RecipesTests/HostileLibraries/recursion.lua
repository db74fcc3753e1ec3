-- expect: limit calls
return { go = function(given) local function f() return 1 + f() end f() end }
