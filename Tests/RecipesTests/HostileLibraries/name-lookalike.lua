-- expect: error syntax error near
-- A Cyrillic letter is no letter of a name.
return { go = function() lаunch {} end }
