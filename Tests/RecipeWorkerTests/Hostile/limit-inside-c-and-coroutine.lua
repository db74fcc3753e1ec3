-- expect: limit instructions_per_turn
-- A coroutine inside a comparator: no yield can leave, every instruction raises until it is left.
table.sort({ 2, 1 }, function()
  while true do
    pcall(coroutine.wrap(function() while true do pcall(function() while true do end end) end end))
  end
end)
