-- expect: limit instructions_per_turn
while true do
  local co = coroutine.create(function() while true do pcall(error) end end)
  coroutine.resume(co)
end
