-- expect: error string.format would make too long a string
-- Every byte becomes four.
return string.format("%q", ("\r1"):rep(500000))
