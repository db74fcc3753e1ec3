-- expect: error there is no function or primitive called 'collectgarbage'
return { go = function(given) collectgarbage("stop") end }
