-- expect: limit instructions_per_turn
parallel {
  good = function() for i = 1, 100 do work {} end end,
  evil = function() while true do pcall(function() while true do end end) end end,
}
