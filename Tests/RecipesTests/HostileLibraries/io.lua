-- expect: error there is no variable called 'io'
return { go = function(given) io.open("/etc/passwd") end }
