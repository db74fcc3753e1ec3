-- expect: error attempt to call a nil value (field 'getenv')
return { go = function(given) os.getenv("HOME") end }
