-- expect: done
-- The module catches the refusal and goes on; no step was made.
assert(require "effect_caught" == false)
assert(work { value = 1 } == 1)
