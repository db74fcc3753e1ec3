-- expect: error work was called while loading module 'evil/thing@1.0.0:lib/init.lua'
work { label = "evil" }
return {}
