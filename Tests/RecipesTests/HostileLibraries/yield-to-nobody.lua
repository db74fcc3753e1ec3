-- expect: error attempt to yield from outside a coroutine
return { go = function(given) coroutine.yield("evil") end }
