-- expect: error work cannot be called inside 'gsub', which cannot wait
local text = ("a b c"):gsub("%a", function(letter) return work { value = letter:upper() } end)
assert(text == "A B C")
