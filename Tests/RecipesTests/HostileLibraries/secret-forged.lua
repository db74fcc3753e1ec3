-- expect: error 'password' must be a string, a number or a secret, not a table
-- A handle is nothing that a script can make.
return { go = function(given) return work { password = { kind = "secret", name = "token" } } end }
