-- expect: error 'moondock.slack' requests grants, and is not named in the library's manifest
-- What requests grants is used by those who say so.
local slack = require "moondock.slack"
return { go = function(given) slack.post { token = given.handle, channel = "#all", text = "evil" } end }
