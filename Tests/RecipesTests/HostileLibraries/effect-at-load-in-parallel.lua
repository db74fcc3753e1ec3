-- expect: error parallel was called while loading module
parallel({ 1 }, function() work { label = "evil" } end)
return {}
