-- expect: error there is no variable called 'host'
-- The private table of Moondock's own Lua.
return { go = function(given) host.call("launch", { label = "evil" }) end }
