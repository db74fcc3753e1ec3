-- expect: error while loading module 'effect_in_coroutine'
require "effect_in_coroutine"
