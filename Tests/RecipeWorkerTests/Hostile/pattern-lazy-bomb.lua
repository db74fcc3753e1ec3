-- expect: limit instructions_per_turn
-- Six lazy captures over a text that never ends as they want.
return (("x"):rep(5000)):find(("(.-)"):rep(6) .. "b")
