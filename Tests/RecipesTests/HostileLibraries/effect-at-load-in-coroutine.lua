-- expect: error work was called while loading module
coroutine.wrap(function() work { label = "evil" } end)()
return {}
