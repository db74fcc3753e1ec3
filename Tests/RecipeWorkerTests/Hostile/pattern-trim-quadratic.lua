-- expect: limit instructions_per_turn
-- An ordinary trim over blanks: quadratic in their number.
return ((" "):rep(100000) .. "x"):gsub("%s+$", "")
