-- expect: limit instructions_per_turn
-- %b scans to the end of the text for every bracket that is never closed.
return (("("):rep(200000)):gsub("%b()", "")
