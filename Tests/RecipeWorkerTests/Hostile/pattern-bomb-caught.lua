-- expect: limit instructions_per_turn
-- Catching the matcher's error does not win the recipe any more time.
while true do
  pcall(string.find, ("a"):rep(40), ("a?"):rep(40) .. "b")
end
