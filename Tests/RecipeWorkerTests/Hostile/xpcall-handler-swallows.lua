-- expect: limit instructions_per_turn
while true do
  xpcall(function() while true do end end, function() return "swallowed" end)
end
