-- expect: error work was called while loading module 'effect'
require "effect"
