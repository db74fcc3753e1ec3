-- expect: done
-- What a library is handed, it may change; what it is not handed, it cannot.
return { go = function(given) given.shared.inner.n = 2 end }
