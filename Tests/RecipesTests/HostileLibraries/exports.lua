-- expect: error there is no variable called 'exports'
return { go = function(given) exports.launch = nil end }
