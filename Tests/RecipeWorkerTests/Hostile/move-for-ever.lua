-- expect: limit instructions_per_turn
return table.move({}, 1, 1 << 62, 1)
