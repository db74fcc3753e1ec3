-- expect: error string.format would make a string longer than
-- Every byte becomes four.
return string.format("%q", ("\r1"):rep(500000))
