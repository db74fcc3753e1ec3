-- expect: limit instructions_per_turn
require "endless"
