-- expect: error there is no function or primitive called 'dofile'
return { go = function(given) dofile("/etc/passwd") end }
