-- expect: limit instructions_per_turn
-- The textbook explosion: n optional items before n items of the same letter.
return (("a"):rep(40)):find(("a?"):rep(40) .. ("a"):rep(40))
