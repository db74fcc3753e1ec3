-- expect: error 'moondock.slack' is no part of this run
-- By another name the check does not see it, and the run does.
local get = require
return { go = function(given) get("moondock.slack").post { token = given.handle, channel = "#all", text = "evil" } end }
