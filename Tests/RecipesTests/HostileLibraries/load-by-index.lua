-- expect: error unknown global 'load'
return { go = function(given) _G["lo" .. "ad"]("launch{}") end }
