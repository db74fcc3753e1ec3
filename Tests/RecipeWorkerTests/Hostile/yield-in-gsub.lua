-- expect: done
local text = ("a b c"):gsub("%a", function(letter) return work { value = letter:upper() } end)
assert(text == "A B C")
