-- expect: done
-- A denial can be caught; nothing happens all the same.
return { go = function(given) for i = 1, 3 do pcall(launch, { label = "evil" }) end end }
