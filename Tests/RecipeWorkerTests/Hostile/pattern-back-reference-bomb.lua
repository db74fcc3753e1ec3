-- expect: limit instructions_per_turn
-- A back reference compares the whole capture again at every place.
local text = ("a"):rep(20000) .. "b"
return text:find("(a*)%1c")
