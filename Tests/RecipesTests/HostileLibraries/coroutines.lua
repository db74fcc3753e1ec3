-- expect: limit coroutines
return { go = function(given) local t = {} while true do t[#t + 1] = coroutine.create(function() end) end end }
